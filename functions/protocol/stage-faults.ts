// Why a stage cannot go on although nothing is broken, in the words of the execution's cause.

export const STACK_UPDATED =
  'the stack was updated; deploy the version that started the run and resume it, or start a new run';

export const DATA_CHANGED =
  'the data set was uploaded again with other content; upload the first content and resume, or start a new run';
