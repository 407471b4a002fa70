"""Language codes as .mp4 tracks write them."""

from __future__ import annotations

_THREE = (
    "af:afr am:amh ar:ara as:asm az:aze ba:bak be:bel bg:bul bn:ben bo:bod br:bre bs:bos ca:cat cs:ces cv:chv "
    "cy:cym da:dan de:deu el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas fi:fin fo:fao fr:fra fy:fry ga:gle "
    "gd:gla gl:glg gu:guj ha:hau he:heb hi:hin hr:hrv ht:hat hu:hun hy:hye id:ind ig:ibo is:isl it:ita iw:heb "
    "ja:jpn jv:jav ka:kat kk:kaz km:khm kn:kan ko:kor ku:kur ky:kir la:lat lb:ltz lo:lao lt:lit lv:lav mg:mlg "
    "mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya nb:nob ne:nep nl:nld nn:nno no:nor oc:oci or:ori "
    "pa:pan pl:pol ps:pus pt:por qu:que ro:ron ru:rus sd:snd si:sin sk:slk sl:slv so:som sq:sqi sr:srp sv:swe "
    "sw:swa ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tl:tgl tr:tur tt:tat ug:uig uk:ukr ur:urd uz:uzb vi:vie "
    "wo:wol xh:xho yi:yid yo:yor zh:zho zu:zul "
)
_CODES = dict(pair.split(":") for pair in _THREE.split())


def three_letters(language: str) -> str:
    """Return the ISO 639-2 code of a language tag (`en`, `pt-BR`); `und` (undetermined) for one that is not known.

    >>> three_letters("en"), three_letters("pt-BR"), three_letters("deu"), three_letters("x")
    ('eng', 'por', 'deu', 'und')
    """
    base = language.lower().replace("_", "-").split("-")[0]
    return _CODES.get(base, base if base in _CODES.values() else "und")
