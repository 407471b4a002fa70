#!/bin/sh
# From nothing to the weights of the storybook model. Stop it whenever you like: the next run goes on from there.
#
#     sh training/storybook/recipe.sh /tmp/storybook/run            everything, on what this machine has
#     TINY=--tiny sh training/storybook/recipe.sh /tmp/tried        the same commands at the sizes of the tests
#
# README.md beside this file says what it takes, and how to do it in runs of ten minutes.
set -eu
run=$1
stage() { name=$1; shift; echo "== $name"; python -m "training.storybook.$name" --out "$run" ${TINY:-} "$@"; }

if python -c 'import sys, torch; sys.exit(not torch.cuda.is_available())'; then
  stage autoencoder --batch 64 --rate 1.5e-3 --steps "${AUTOENCODER_STEPS:-12000}" --workers 12
  stage stills --batch 512 --rate 1e-3 --steps "${STILLS_STEPS:-12000}" --workers 12
  stage motion --batch 32 --rate 4e-4 --steps "${MOTION_STEPS:-6000}" --workers 12
  publish=
else
  # Two cores learn a narrow world: the benchmark's things, four places, one or two things at once.
  narrow="--nouns car cat bird ball dog --places meadow beach street room --objects 2"
  export OMP_WAIT_POLICY=passive MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592
  stage autoencoder --batch 8 --rate 1e-3 --steps "${AUTOENCODER_STEPS:-4000}" --every 250 --threads "${THREADS:-1}"
  stage stills --batch 16 --rate 6e-4 --steps "${STILLS_STEPS:-12000}" --every 250 --threads "${THREADS:-1}" $narrow
  stage motion --batch 1 --rate 4e-4 --steps "${MOTION_STEPS:-3000}" --every 250 --threads "${THREADS:-1}" $narrow
  publish="--nouns car cat bird ball dog"
fi
python -m training.storybook.publish --out "$run" ${TINY:-} --to "$run/model" $publish
