#!/bin/sh
# One leg of the recipe, on a machine that is lent for minutes and gives back few and small files.
#
#     sh training/storybook/leg.sh BROUGHT RETURNED STAGE:MINUTES[:fit] ...
#
# BROUGHT holds what the leg before returned (empty at first), RETURNED gets files of at most 15 MB: the averages of every
# stage in half precision, curves and last samples. A stage that ends in this leg is marked with `fit`: its learning rate
# then falls to zero by the end of its minutes. SIZE=tiny tries a leg out anywhere.
set -eu
brought=$1 returned=$2
shift 2
size=${SIZE:-large}
run=$(mktemp -d)
if [ -e "$brought/run.part.aa" ]; then cat "$brought"/run.part.* | tar xf - -C "$run"; fi
art=
if [ -e "$brought/art.npz" ]; then art="--art $brought/art.npz"; fi
for leg in "$@"; do
  stage=${leg%%:*} rest=${leg#*:}
  minutes=${rest%%:*}
  case $stage in
    autoencoder) how="--batch 32 --rate 1e-3" ;;
    stills) how="--batch 512 --rate 1e-3" ;;
    motion) how="--batch 32 --rate 4e-4" ;;
  esac
  if [ "$size" = tiny ]; then how="--batch 2 --every 20"; else how="$how --workers 12 --every 1000"; fi
  case $rest in *:fit) how="$how --fit" ;; esac
  # shellcheck disable=SC2086 # the options are words
  python -m "training.storybook.$stage" --out "$run" --size "$size" --steps 1000000 --minutes "$minutes" --compact \
    $how $art
  rm -f "$run/$stage/stage.pt"
done
(
  cd "$run"
  for stage in autoencoder stills motion; do
    find . -name 'samples_*.png' -path "./$stage/*" | sort | head -n -1 | xargs -r rm
  done
  if [ -e motion ]; then rm -rf stills/compact; fi
  tar cf - . | split -b 15M - "$returned/run.part."
)
rm -rf "$run"
