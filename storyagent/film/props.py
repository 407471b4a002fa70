"""Draw things that OpenMoji lacks or draws with scenery around them, in its outlined flat style.

All on its 72 by 72 grid. Vehicles face right.
"""

# ruff: noqa: E501 - the outline of a shape reads best as one line

from __future__ import annotations

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72">'
    '<g stroke="#000" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{}</g></svg>'
)


def prop_svg(name: str) -> str:
    """Return one of `PROPS` as an SVG document."""
    return _FRAME.format(PROPS[name])


PROPS: dict[str, str] = {
    "ball": (
        '<circle cx="36" cy="36" r="27" fill="#ea5a47"/><g stroke="none"><path d="M36 9 A27 27 0 0 1 36 63 Q52 36 36 9 Z" fill="#d22f27"/>'
        '<path d="M9.500 32 Q36 44 62.500 32 V41 Q36 53 9.500 41 Z" fill="#fff"/><ellipse cx="26" cy="21" rx="6" ry="4" fill="#fff" opacity="0.7" transform="rotate(-30 26 21)"/></g>'
        '<circle cx="36" cy="36" r="27" fill="none"/>'
    ),
    "table": (
        '<path d="M12 34 L10 64 M60 34 L62 64 M20 34 V56 M52 34 V56" stroke-width="7"/><path d="M12 34 L10 64 M60 34 L62 64 M20 34 V56 M52 34 V56" stroke="#a57939" stroke-width="3.500"/>'
        '<path d="M10 24 H62 L68 32 V36 H4 V32 Z" fill="#a57939"/><path d="M4 32 H68" fill="none"/>'
    ),
    "log": (
        '<path d="M14 30 H58 A8 13 0 0 1 58 56 H14 Z" fill="#8b5a2b"/><path d="M24 38 h14 M42 48 h12 M28 51 h6 M46 36 h8" fill="none" stroke="#5f3a1a"/>'
        '<path d="M40 30 q0 -9 6 -11 l5 4 q-4 3 -4 7 z" fill="#8b5a2b"/>'
        '<ellipse cx="14" cy="43" rx="8" ry="13" fill="#e0b878"/><ellipse cx="14" cy="43" rx="4" ry="7.500" fill="none" stroke="#a57939"/><ellipse cx="14" cy="43" rx="1" ry="2.500" fill="none" stroke="#a57939"/>'
    ),
    "lighthouse": (
        '<path d="M27 24 H45 L50 66 H22 Z" fill="#fff"/><g stroke="none"><path d="M26.200 31 H45.800 L46.800 39 H25.200 Z M24.300 47 H47.700 L48.700 55 H23.300 Z" fill="#ea5a47"/>'
        '<path d="M40 24 H45 L50 66 H43 Z" fill="#000" opacity="0.12"/></g><path d="M27 24 H45 L50 66 H22 Z" fill="none"/>'
        '<rect x="29" y="12" width="14" height="12" fill="#fcea2b"/><path d="M36 12 V24" fill="none"/><path d="M26 12 Q36 2 46 12 Z" fill="#d22f27"/><path d="M36 6 V3" /><path d="M23 24 H49" stroke-width="3"/>'
        '<path d="M32 66 v-7 q4 -5 8 0 v7 z" fill="#8b5a2b"/><path d="M14 67 H58" stroke-width="3"/><circle cx="36" cy="43" r="2" fill="#92d3f5"/>'
    ),
    "lamp": (
        '<path d="M36 36 V60" stroke-width="6"/><path d="M36 36 V60" stroke="#a57939" stroke-width="2.500"/><path d="M24 64 q0 -6 12 -6 q12 0 12 6 z" fill="#a57939"/>'
        '<path d="M25 10 H47 L57 38 H15 Z" fill="#fcea2b"/><path d="M40 10 H47 L57 38 H47 Z" fill="#f1b31c" stroke="none"/><path d="M25 10 H47 L57 38 H15 Z" fill="none"/><path d="M48 38 v8" fill="none"/><circle cx="48" cy="48" r="1.500" fill="#000"/>'
    ),
    "lantern": (
        '<path d="M24 20 Q36 0 48 20" fill="none"/><path d="M26 20 H46 L50 26 H22 Z" fill="#6a462f"/><rect x="23" y="26" width="26" height="32" rx="3" fill="#fffbe8"/>'
        '<path d="M36 34 q9 10 0 19 q-9 -9 0 -19 z" fill="#f1b31c" stroke="none"/><path d="M36 41 q4 6 0 11 q-4 -5 0 -11 z" fill="#e27022" stroke="none"/>'
        '<path d="M31 26 V58 M41 26 V58" fill="none"/><path d="M20 58 H52 V64 H20 Z" fill="#6a462f"/>'
    ),
    "boat": (
        '<path d="M36 6 V46" stroke-width="4"/><path d="M39 9 Q60 24 60 42 H39 Z" fill="#fff"/><path d="M33 14 Q18 28 14 42 H33 Z" fill="#ea5a47"/>'
        '<path d="M6 47 H66 Q62 64 52 64 H20 Q10 64 6 47 Z" fill="#a57939"/><path d="M9.500 54 H62.500 Q58 64 52 64 H20 Q13 62 9.500 54 Z" fill="#8b5a2b" stroke="none"/><path d="M6 47 H66 Q62 64 52 64 H20 Q10 64 6 47 Z" fill="none"/>'
        '<path d="M36 6 q8 0 10 4 q-4 2 -10 2 z" fill="#fcea2b"/>'
    ),
    "ship": (
        '<path d="M20 10 V44 M40 5 V44" stroke-width="4"/><path d="M9 15 H31 Q28 24 33 33 H8 Q13 24 9 15 Z" fill="#fff"/><path d="M27 10 H54 Q50 22 56 36 H27 Q32 22 27 10 Z" fill="#fff"/>'
        '<path d="M42 4 q8 -3 12 1 q-5 3 -12 3 z" fill="#ea5a47"/><path d="M3 38 H14 V44 H54 L69 36 Q66 60 54 65 H16 Q5 60 3 38 Z" fill="#a57939"/>'
        '<path d="M5 50 H65 Q60 62 54 65 H16 Q8 61 5 50 Z" fill="#8b5a2b" stroke="none"/><path d="M3 38 H14 V44 H54 L69 36 Q66 60 54 65 H16 Q5 60 3 38 Z" fill="none"/>'
        '<g fill="#fcea2b"><circle cx="20" cy="53" r="2.500"/><circle cx="32" cy="53" r="2.500"/><circle cx="44" cy="53" r="2.500"/></g>'
    ),
    "robot": (
        '<path d="M36 7 V13" /><circle cx="36" cy="5" r="3" fill="#ea5a47"/><path d="M29 50 V62 M43 50 V62" stroke-width="7"/><path d="M29 50 V62 M43 50 V62" stroke="#9b9b9a" stroke-width="3.500"/>'
        '<path d="M22 66 q0 -5 7 -5 q6 0 6 5 z M37 66 q0 -5 7 -5 q6 0 6 5 z" fill="#61b2e4"/>'
        '<path d="M22 39 Q13 42 14 50 M50 39 Q59 42 58 50" fill="none" stroke-width="6.500"/><path d="M22 39 Q13 42 14 50 M50 39 Q59 42 58 50" fill="none" stroke="#9b9b9a" stroke-width="3"/>'
        '<circle cx="14" cy="51" r="3.500" fill="#61b2e4"/><circle cx="58" cy="51" r="3.500" fill="#61b2e4"/>'
        '<rect x="23" y="34" width="26" height="19" rx="4" fill="#61b2e4"/><rect x="19" y="12" width="34" height="22" rx="7" fill="#92d3f5"/>'
        '<rect x="24" y="17" width="26" height="12" rx="5" fill="#fff"/><circle cx="32" cy="23" r="3" fill="#000"/><circle cx="43" cy="23" r="3" fill="#000"/>'
        '<circle cx="33" cy="22" r="1" fill="#fff" stroke="none"/><circle cx="44" cy="22" r="1" fill="#fff" stroke="none"/><circle cx="31" cy="43" r="3" fill="#ea5a47"/><path d="M38 41 h7 M38 46 h7" fill="none"/>'
    ),
    "oak": (
        '<path d="M30 66 Q33 54 31 40 H42 Q40 54 44 66 Z" fill="#8b5a2b"/>'
        '<path d="M20 47 Q6 46 8 34 Q2 22 15 18 Q20 4 35 7 Q52 3 56 17 Q70 21 64 34 Q67 47 52 47 Q44 54 36 48 Q28 54 20 47 Z" fill="#5c9e31"/>'
        '<path d="M18 31 Q22 20 31 21 Q38 12 48 18 Q54 26 48 33 Q38 36 34 34 Q24 40 18 31 Z" fill="#7cbc45" stroke="none"/><path d="M26 36 q4 4 9 1 M42 32 q5 2 9 -3 M34 20 q3 -5 8 -4" fill="none" stroke="#3f7a22"/>'
        '<path d="M38 56 q2 2 1 5" fill="none" stroke="#5f3a1a"/>'
    ),
    "stone": '<path d="M6 58 Q4 38 20 30 Q32 18 48 26 Q66 32 66 58 Z" fill="#9b9b9a"/><path d="M44 26 Q64 32 66 58 H50 Q54 40 44 26 Z" fill="#6f6f6e" stroke="none"/><path d="M6 58 Q4 38 20 30 Q32 18 48 26 Q66 32 66 58 Z M22 40 l7 -4 M18 48 l4 -2" fill="none"/>',
    "bush": (
        '<path d="M8 60 Q0 46 12 40 Q14 24 30 28 Q42 16 52 30 Q68 32 64 46 Q70 56 62 60 Z" fill="#5c9e31"/><path d="M18 46 Q22 34 32 38 Q42 28 50 40 Q44 48 34 45 Q24 52 18 46 Z" fill="#7cbc45" stroke="none"/>'
        '<g fill="#ea5a47"><circle cx="22" cy="52" r="2.500"/><circle cx="40" cy="53" r="2.500"/><circle cx="54" cy="46" r="2.500"/><circle cx="36" cy="37" r="2.500"/></g>'
    ),
    "fence": "".join(f'<path d="M{x} 60 V26 L{x + 5} 19 L{x + 10} 26 V60 Z" fill="#fff"/>' for x in (6, 23, 40, 57))
    .replace("M57", "M56")
    + '<path d="M2 34 H70 V39 H2 Z M2 49 H70 V54 H2 Z" fill="#f0e6d2"/>',
    "drawer": '<rect x="10" y="14" width="52" height="48" fill="#a57939"/><rect x="15" y="19" width="42" height="16" fill="#c68642"/><rect x="15" y="40" width="42" height="16" fill="#c68642"/><circle cx="36" cy="27" r="2.500" fill="#fcea2b"/><circle cx="36" cy="48" r="2.500" fill="#fcea2b"/>',
    "pond": '<ellipse cx="36" cy="44" rx="33" ry="14" fill="#92d3f5"/><path d="M18 42 q5 -4 10 0 M40 48 q5 -4 10 0 M34 38 q4 -3 8 0" fill="none" stroke="#fff"/>',
    "cup": '<path d="M14 22 H50 L46 58 Q32 64 18 58 Z" fill="#61b2e4"/><path d="M50 28 q14 -2 12 10 q-2 10 -14 10" fill="none"/><ellipse cx="32" cy="22" rx="18" ry="5" fill="#6a462f"/>',
    "nest": '<path d="M8 40 Q10 62 36 62 Q62 62 64 40 Z" fill="#a57939"/><ellipse cx="36" cy="40" rx="28" ry="8" fill="#6a462f"/><path d="M14 48 l12 6 M28 52 l14 4 M46 56 l12 -8 M22 58 l8 -6" fill="none"/>',
    "tower": '<path d="M22 66 V24 H50 V66 Z" fill="#d0cfce"/><path d="M42 24 H50 V66 H42 Z" fill="#9b9b9a" stroke="none"/><path d="M22 66 V24 H50 V66 Z" fill="none"/><path d="M17 26 V14 H24 V18 H32 V14 H40 V18 H48 V14 H55 V26 Z" fill="#d0cfce"/><path d="M31 66 V56 q5 -8 10 0 V66 Z" fill="#8b5a2b"/><path d="M33 42 v-5 q3 -4 6 0 v5 z" fill="#3f3f3f"/>',
    "windmill": (
        '<path d="M26 66 L30 30 H42 L46 66 Z" fill="#fff"/><path d="M39 30 H42 L46 66 H40 Z" fill="#d0cfce" stroke="none"/><path d="M26 66 L30 30 H42 L46 66 Z" fill="none"/><path d="M27 31 Q36 16 45 31 Z" fill="#ea5a47"/><path d="M32 66 v-9 h8 v9 z" fill="#8b5a2b"/>'
        '<g transform="rotate(20 36 27)" fill="#f0e6d2"><path d="M36 27 V3 H44 V22 Z M36 27 H60 V35 H41 Z M36 27 V51 H28 V32 Z M36 27 H12 V19 H31 Z"/></g><circle cx="36" cy="27" r="3" fill="#8b5a2b"/>'
    ),
    "robin": '<path d="M30 58 v8 M38 58 v8 M26 67 h7 M34 67 h8" fill="none" stroke="#6a462f"/><path d="M22 34 L4 48 L10 52 L24 48 Z" fill="#6a462f"/><path d="M20 40 Q20 58 36 59 Q56 58 57 36 Q58 16 42 14 Q28 14 26 28 Q20 34 20 40 Z" fill="#8b6a4a"/><path d="M44 20 Q40 24 42 32 Q38 44 32 56 Q52 60 56 40 Q58 24 52 19 Q48 17 44 20 Z" fill="#e8572b" stroke="none"/><path d="M33 57 Q40 60 46 56 Q42 52 34 53 Z" fill="#fff" stroke="none"/><path d="M20 40 Q20 58 36 59 Q56 58 57 36 Q58 16 42 14 Q28 14 26 28 Q20 34 20 40 Z" fill="none"/><path d="M26 34 Q40 34 36 48 Q24 54 14 49 Q24 46 26 34 Z" fill="#6a462f"/><path d="M57 26 L66 29 L57 32 Z" fill="#f1b31c"/><circle cx="48" cy="25" r="2.600" fill="#000"/><circle cx="49" cy="24" r="0.900" fill="#fff" stroke="none"/>',
    "bridge": '<path d="M2 58 V42 Q36 14 70 42 V58 H60 Q58 40 36 38 Q14 40 12 58 Z" fill="#9b9b9a"/><path d="M2 42 Q36 14 70 42" fill="none" stroke-width="5"/><path d="M18 38 v-6 M30 31 v-6 M42 31 v-6 M54 38 v-6" fill="none"/><path d="M6 52 h5 M12 46 h6 M54 46 h6 M61 52 h5 M26 37 h6 M40 37 h6" fill="none" stroke="#6f6f6e"/>',
    "carpet": '<path d="M12 28 H66 L58 52 H4 Z" fill="#d22f27"/><path d="M17 32 H59 L54 48 H11 Z" fill="#f1b31c"/><path d="M23 36 H52 L49 44 H20 Z" fill="#ea5a47"/><path d="M12 28 l-4 -3 M10 34 l-4 -2 M8 40 l-4 -2 M66 28 l4 3 M62 40 l4 2 M59 49 l4 2" fill="none"/>',
    "submarine": '<path d="M32 28 V18 H46 V28" fill="#f1b31c"/><path d="M40 18 V9 H46" fill="none" stroke-width="3"/><path d="M12 38 L3 30 V54 L12 48 Z" fill="#e27022"/><path d="M10 43 Q14 28 36 28 H50 Q68 28 68 44 Q68 60 50 60 H36 Q14 60 10 43 Z" fill="#fcea2b"/><path d="M12 48 Q18 60 36 60 H50 Q66 60 68 46 Q58 54 36 53 Q20 53 12 48 Z" fill="#f1b31c" stroke="none"/><g fill="#92d3f5"><circle cx="29" cy="42" r="4.500"/><circle cx="43" cy="42" r="4.500"/><circle cx="57" cy="42" r="4.500"/></g><path d="M10 43 Q14 28 36 28 H50 Q68 28 68 44 Q68 60 50 60 H36 Q14 60 10 43 Z" fill="none"/>',
    "fridge": '<rect x="18" y="5" width="36" height="60" rx="4" fill="#d8eef7"/><path d="M18 26 H54 M24 14 v7 M24 32 v12" fill="none" stroke-width="2.500"/><path d="M46 6 h4 q4 0 4 4 v50 q0 5 -4 5 h-4 z" fill="#b7d6e2" stroke="none"/><rect x="18" y="5" width="36" height="60" rx="4" fill="none"/><path d="M22 65 v3 M50 65 v3"/>',
    "oven": '<rect x="10" y="14" width="52" height="50" rx="3" fill="#d0cfce"/><path d="M10 26 H62" fill="none"/><rect x="17" y="34" width="38" height="22" rx="3" fill="#3f3f3f"/><path d="M24 49 q4 -9 6 -2 q2 -11 6 -1 q3 -9 6 0 q3 -5 5 3 v4 h-23 z" fill="#f1b31c" stroke="none"/><g fill="#ea5a47"><circle cx="20" cy="20" r="2.500"/><circle cx="30" cy="20" r="2.500"/><circle cx="42" cy="20" r="2.500"/><circle cx="52" cy="20" r="2.500"/></g><path d="M14 14 h14 M44 14 h14" stroke-width="4"/>',
}  # fmt: skip
