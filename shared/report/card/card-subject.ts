// What a model card describes.
import type { DatasetManifest } from '../../contracts/dataset-manifest.ts';
import type { PlannedEvaluation } from '../../contracts/ledger-events.ts';
import type { RunState } from '../../steps/run-state.ts';

/** Where config.json of the run is stored. */
export interface ConfigOfCard {
  /** Absolute, or relative to the card's folder. */
  readonly path: string;
  readonly isFromCard: boolean;
}

/** What the card describes: one training of one candidate, as part of its run. */
export interface CardSubject {
  readonly state: RunState;
  /** The training whose weights are stored next to the card. */
  readonly exported: PlannedEvaluation;
  readonly manifest: DatasetManifest;
  readonly isChampion: boolean;
}
