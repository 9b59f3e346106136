// A genome as the search knows it: a tree of gene values. What the genes mean is the kind's affair.

export type GeneValue = number | string | boolean | GeneGroup | readonly GenePart[];

export interface GeneGroup {
  readonly [gene: string]: GeneValue;
}

/** One element of a list gene; its id survives mutation, so that weights can be inherited. */
export interface GenePart extends GeneGroup {
  readonly id: string;
}

/** `kind` names the meaning (mlp), `format` the version of this form; the rest are genes. */
export interface Genome extends GeneGroup {
  readonly format: 1;
  readonly kind: string;
}

/** Of a genome or a space that names no kind. */
export const DEFAULT_KIND = 'mlp';
