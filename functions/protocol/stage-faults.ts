// Why a stage cannot go on although nothing is broken, in the words of the execution's cause.

export const STACK_UPDATED =
  'the stack was updated; resume or start again (a resume needs the version that the run began with)';

export const DATA_CHANGED =
  'the data set was pushed again with other content; push the first content and resume, or start again';
