// What all strategies with a barrier share: a generation is proposed once all results of the one before it have
// been observed. The counters live here; a strategy adds its memory and its proposals.
import type { Proposal } from '../contracts/proposal.ts';
import type { Strategy, StrategyConfig, Told } from './strategy.ts';

export interface GenerationalState<Settings, Memory> {
  readonly version: 1;
  readonly config: StrategyConfig<Settings>;
  /** Generations proposed so far: the index of the next one. */
  readonly asked: number;
  /** Generations observed so far. */
  readonly told: number;
  readonly memory: Memory;
}

export interface Generational<Settings, Memory> {
  readonly name: string;
  /** Settings with their defaults. */
  readonly parse: (settings: unknown) => Settings;
  /** Before the first generation. */
  readonly memory: (settings: Settings) => Memory;
  /** Asked between generations only. */
  readonly isOver: (state: GenerationalState<Settings, Memory>) => boolean;
  /** The proposals of generation `asked`. */
  readonly propose: (state: GenerationalState<Settings, Memory>) => readonly Proposal[];
  /** The memory after generation `told`. */
  readonly observe: (
    state: GenerationalState<Settings, Memory>,
    results: readonly Told[],
  ) => Memory;
  /** By default `generation N`. */
  readonly label?: (state: GenerationalState<Settings, Memory>) => string;
  readonly ahead?: Strategy<GenerationalState<Settings, Memory>>['ahead'];
}

export function generational<Settings, Memory>({
  name,
  parse,
  memory,
  isOver,
  propose,
  observe,
  label = ({ asked }) => `generation ${asked}`,
  ahead,
}: Generational<Settings, Memory>): Strategy<GenerationalState<Settings, Memory>> {
  return {
    name,

    init: (config) => {
      const settings = parse(config.settings);
      const begun = { version: 1, asked: 0, told: 0 } as const;
      return { ...begun, config: { ...config, settings }, memory: memory(settings) };
    },

    ask: (state) => {
      const { asked, told } = state;
      if (asked > told) return { state, label: label(state), proposals: [] };
      if (isOver(state)) return { state, done: true };
      return {
        state: { ...state, asked: asked + 1 },
        label: label(state),
        proposals: propose(state),
      };
    },

    tell: (state, results) => ({
      ...state,
      told: state.told + 1,
      memory: observe(state, results),
    }),

    ...(ahead === undefined ? {} : { ahead }),
  };
}
