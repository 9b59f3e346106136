// A network as blocks: what belongs to one block, and what each block reads.
import { describe, expect, it } from 'vitest';
import type { NetworkNode } from '../../shared/network/network.ts';
import { networkFigure } from '../../shared/network/network-figure.ts';
import { BRANCHED } from '../training/branched-networks.ts';
import {
  activation,
  add,
  dense,
  dropout,
  flatten,
  input,
  networkOfNodes,
} from './network-of-nodes.ts';

const figureOf = (...nodes: NetworkNode[]) => networkFigure(networkOfNodes(nodes));
const START = [input(), flatten('flat', 'input')];
const IMAGE = { words: 'input', values: 9 };
const LOGITS = { words: 'dense 3', values: 3 };

describe('the figure of a network', () => {
  it('folds the image’s row, activation and dropout into the block that they follow', () => {
    expect(
      figureOf(
        ...START,
        dense('a', 'flat', 6),
        activation('a-activation', 'a', 'tanh'),
        dropout('a-dropout', 'a-activation', 0.25),
        dense('b', 'a-dropout', 4),
        activation('b-activation', 'b', 'relu'),
        dropout('b-dropout', 'b-activation', 0),
        dense('logits', 'b-dropout', 3),
      ),
    ).toEqual([
      IMAGE,
      { words: 'dense 6', values: 6, activation: 'tanh', dropout: 0.25 },
      { words: 'dense 4', values: 4, activation: 'relu' },
      LOGITS,
    ]);
  });

  it('is the input and the logits of a network without hidden layers', () => {
    expect(figureOf(...START, dense('logits', 'flat', 3))).toEqual([IMAGE, LOGITS]);
  });

  it('tells of a skip connection which blocks are summed', () => {
    expect(figureOf(...BRANCHED['a skip connection']!)).toEqual([
      IMAGE,
      { words: 'dense 6', values: 6, activation: 'tanh' },
      { words: 'dense 6', values: 6 },
      { words: 'add', values: 6, inputs: [1, 2], dropout: 0.25 },
      LOGITS,
    ]);
  });

  it('has an activation or dropout of a value that others read too as a block', () => {
    expect(
      figureOf(
        ...START,
        dense('a', 'flat', 6),
        activation('b', 'a', 'relu'),
        dropout('c', 'a', 0.5),
        dropout('none', 'a', 0),
        add('sum', 'a', 'b', 'c', 'none'),
        dense('logits', 'sum', 3),
      ),
    ).toEqual([
      IMAGE,
      { words: 'dense 6', values: 6 },
      { words: '', values: 6, activation: 'relu' },
      { words: '', values: 6, inputs: [1], dropout: 0.5 },
      { words: 'dropout', values: 6, inputs: [1] },
      { words: 'add', values: 6, inputs: [1, 2, 3, 4] },
      LOGITS,
    ]);
  });

  it('tells what is done to a block in its order: an activation after dropout is the next block', () => {
    expect(figureOf(...BRANCHED['dropout of the image, and of what is dropped already']!)).toEqual([
      { ...IMAGE, dropout: 0.25 },
      { words: '', values: 9, dropout: 0.5 },
      { words: 'dense 6', values: 6, dropout: 0.25 },
      { words: '', values: 6, dropout: 0.5 },
      { words: '', values: 6, activation: 'relu' },
      LOGITS,
    ]);
  });

  it('names a block that is read twice by one node twice', () => {
    const [, , sum] = figureOf(...BRANCHED['a value that one node reads twice']!);
    expect(sum).toEqual({ words: 'add', values: 5, activation: 'sigmoid', inputs: [1, 1] });
  });

  it('names the input where two branches read the image’s row', () => {
    expect(
      figureOf(
        ...START,
        dense('a', 'flat', 4),
        activation('b', 'a', 'relu'),
        dense('c', 'b', 3),
        dense('d', 'flat', 3),
        add('logits', 'c', 'd'),
      ),
    ).toEqual([
      IMAGE,
      { words: 'dense 4', values: 4, activation: 'relu' },
      { words: 'dense 3', values: 3 },
      { words: 'dense 3', values: 3, inputs: [0] },
      { words: 'add', values: 3, inputs: [2, 3] },
    ]);
  });
});
