#!/bin/sh
# From nothing to the weights of the storybook model. Stop it whenever you like: the next run goes on from there.
#
#     sh training/storybook/recipe.sh /tmp/storybook/run             what this machine can: on two cores, or on a GPU
#     SIZE=tiny sh training/storybook/recipe.sh /tmp/storybook/tried the same commands at the sizes of the tests
#
# README.md beside this file says what it takes, and how to do it in runs of ten minutes.
set -eu
run=$1
if python -c 'import sys, torch; sys.exit(not torch.cuda.is_available())'; then
  size=${SIZE:-large}
  part=
  autoencoder="--batch 32 --rate 1e-3 --steps ${AUTOENCODER_STEPS:-12000} --workers 12"
  stills="--batch 512 --rate 1e-3 --steps ${STILLS_STEPS:-8000} --workers 12"
  motion="--batch 32 --rate 4e-4 --steps ${MOTION_STEPS:-4000} --workers 12"
else
  # Two cores learn a narrow world: the benchmark's things, four places, one or two things at once.
  size=${SIZE:-small}
  part="--nouns car cat bird ball dog"
  narrow="$part --places meadow beach street room --objects 2 --threads ${THREADS:-2}"
  autoencoder="--batch 16 --rate 1e-3 --steps ${AUTOENCODER_STEPS:-10000} --every 500 $narrow"
  stills="--batch 16 --rate 6e-4 --steps ${STILLS_STEPS:-12000} --every 250 $narrow"
  motion="--batch 1 --rate 4e-4 --steps ${MOTION_STEPS:-3000} --every 250 $narrow"
  # On a busy machine: waiting threads sleep, and freed memory is kept instead of being mapped anew at every step.
  export OMP_WAIT_POLICY=passive MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592
fi
stage() { name=$1; shift; echo "== $name"; python -m "training.storybook.$name" --out "$run" --size "$size" "$@"; }
# shellcheck disable=SC2086 # the options are words
{
  stage autoencoder $autoencoder
  stage stills $stills
  stage motion $motion
  stage publish --to "$run/model" $part
}
