// Phrases that users and engineers of the field stumble over, each with what to write in its place.
// Words that are wrong in one sense only (own, part, place, lost) are left to a reviewer.

export interface Phrase {
  /** Whole words in any case, over line breaks. */
  readonly pattern: RegExp;
  /** What to write, or the idea that the phrase stands for. */
  readonly instead: string;
}

const LIST: readonly (readonly [pattern: string, instead: string])[] = [
  // Invented terms: the field has its own.
  ['misread', 'misclassified'],
  ['read as', 'predicted as'],
  ['readings?', 'score, evaluation or training'],
  ['read (again|afresh|anew|well|best)', 'evaluated with another seed; predicted'],
  ['(too good|too high) by selection', 'biased upwards by selection'],
  ['shipp(ed|ing)|ships?', 'export'],
  ['purse', 'budget, reserved money'],
  ['put aside|puts aside|putting aside', 'reserved'],
  ['bury|buri(ed|es)', 'move to the dead-letter queue'],
  ['(?<!dead-)letters?(?! followed| and| or|,|s? of the alphabet)', 'message'],
  ['reckon(ed|s|ing)?', 'estimate'],
  ['climbs?|climbed', 'promotion'],
  ['(brings?|brought) nothing better', 'no improvement'],
  ['batch(es)? closed|batch by batch', 'generation'],
  ['the finish(?! line)|a finish|its finish|with finish', 'the final phase'],
  ['refus(e|es|ed|ing|al)', 'reject'],
  ['an unknown time', 'ETA unknown'],
  ['makes? (it |the run )?longer|made longer', 'extend'],
  ['(go|goes|going|gone|went) on (with|where|from)|goes on', 'resume, continue'],
  ['carr(y|ies|ied|ying) on', 'resume, continue'],
  ['(take|takes|took|taken) up again', 'resume'],
  ['tried again|tries again|try it again', 'retry'],
  ['given up|gives? up|gave up|giving up', 'failed, timed out'],
  ['counts? as hanging|hangs|hung', 'time out'],
  // Programs that act as persons do.
  ['(is|are|was|were|be|been|being) told', 'is passed, is given; prints'],
  ['tell(s|ing)? (of|it|you|what|whether|which|how|the|more|all|that)', 'print, show, describe'],
  ['(it|that|program|command|page|run|search|file|card|they) (knows?|wants?)', 'has, requires'],
  ['asks? (nothing|for nothing|nobody)', 'requires nothing'],
  ['says? (so|it|how|what|which|why|that|nothing)', 'print, state'],
  ['loudly', 'print a warning'],
  ['forgets?|forgotten', 'omit'],
  ['(is|was|were|are) born', 'is created'],
  // Inversions and riddles.
  [
    'so (is|are|does|do|was|were) (a|an|the|it|they|every|each)',
    'subject first: "the run does too"',
  ],
  ['as may be', 'possibly'],
  ['as far as', 'where, up to'],
  ['such as (it is|they are)', 'unchanged'],
  ['what (it|they) took', 'time and cost'],
  ['what came of', 'results'],
  ['what (is|was|were) read', 'the predictions'],
  ['c[ao]me(s)? to beside', 'the result of'],
  ['(to be|can be|could be|cannot be) had', 'available'],
  ['that there (is|are)', 'available, existing'],
  ['there is to (know|say|see)', 'more'],
  ['whoever|whatever', 'any user; any'],
  ['anew|afresh', 'again'],
  ['in vain', 'without success'],
  ['at hand', 'available'],
  ['for good', 'permanently'],
  ['of (its|their|your|our|his) own', 'its, your, a separate'],
  ['of (yours|ours|theirs)', 'your, our'],
  ['the same again', 'the same command'],
  ['none of (it|them|these|those|ours)', 'no …'],
  ['all the same|for all that', 'also, still'],
  ['nothing is (left|lost|said)', 'say what is there'],
  ['is not said|was not said|unsaid', 'not given; the default'],
  ['in so many words|in words', 'as text'],
  ['leaves? (it |0 |zero )?out', 'omit; exclude'],
  ['out of reach|within reach', 'not available'],
  ['nothing (else )?than|no other than', 'only'],
  ['(lie|lies|lay) (beside|in|on|there|at|where)', 'is in, is stored in'],
  ['beside (it|the|a|them|this)', 'next to, in addition to'],
  ['it is (no|none)', 'is not'],
  ['is (no|none) (of|proof)', 'is not'],
  [
    'an? (line|file|row|byte|folder|object|image|number|probability|thread|task|message) an? [a-z]+',
    'one … per …',
  ],
  ['one an? (line|core|genome|image|run|task|class|worker)', 'one per …'],
  // Older spellings of one thing.
  ['test split (is |was |has been )?opened|opens? the test split', 'evaluated on the test split'],
  ['trainer of your own', 'trainer module'],
];

export const PHRASES: readonly Phrase[] = LIST.map(([pattern, instead]) => ({
  pattern: new RegExp(`(?<![\\w-])(?:${pattern.replaceAll(' ', '\\s+')})(?![\\w-])`, 'iu'),
  instead,
}));
