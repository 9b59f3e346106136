// A person draws, and the champion classifies the drawing in the browser.
import { useMemo, useState } from 'preact/hooks';
import {
  type ReadNetwork,
  readTfjsLayersModel,
} from '../../../training/export/read-tfjs-layers-model.ts';
import { type Drawing, EMPTY, undo } from '../../analysis/drawing.ts';
import { type ImageSize, imageOfDrawing, imageSize } from '../../analysis/image-of-drawing.ts';
import type { PageModel, RunHead } from '../../page-data.ts';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { bytesOf } from './bytes-of.ts';
import { DrawingArea } from './drawing-area.tsx';
import { MisclassifiedButtons, type Shown } from './misclassified-buttons.tsx';
import { PixelImage } from './pixel-image.tsx';
import { Reading } from './reading.tsx';
import { WeightsPicker } from './weights-picker.tsx';

export function Draw({ view }: { view: RunView }) {
  const { head, model } = view.page;
  const size = imageSize(head.data.shape);
  if (model === null || size === null) {
    return (
      <Section id="draw" title={titleOf(head)} isWide>
        <Nothing>{whyNot(head)}</Nothing>
      </Section>
    );
  }
  return <DrawAndRead head={head} model={model} size={size} />;
}

function DrawAndRead({ head, model, size }: { head: RunHead; model: PageModel; size: ImageSize }) {
  const [chosen, setChosen] = useState<Uint8Array | null>(null);
  const [drawing, setDrawing] = useState<Drawing>(EMPTY);
  const [shown, setShown] = useState<Shown | null>(null);
  const isInUse = drawing.strokes.length > 0 || shown !== null;
  const network = useMemo(
    () => (isInUse ? networkOf(model, chosen) : null),
    [model.json, model.weights, chosen, isInUse],
  );
  const drawn = useMemo(() => imageOfDrawing(drawing, size), [drawing, size]);
  const image = shown?.pixels ?? drawn;
  const change = (how: (before: Drawing) => Drawing) => {
    setShown(null);
    setDrawing(how);
  };
  const hasWeights = model.weights !== null || chosen !== null;
  return (
    <Section id="draw" title={titleOf(head)} lead={LEAD} help={helpOf(head, model)} isWide>
      {model.weights === null && (
        <WeightsPicker model={model} choose={setChosen} isChosen={chosen !== null} />
      )}
      <div class="draw">
        <div>
          <DrawingArea drawing={drawing} change={change} size={size} />
          <div class="controls">
            <button type="button" onClick={() => change(undo)}>
              Undo
            </button>
            <button type="button" onClick={() => change(() => EMPTY)}>
              Clear
            </button>
          </div>
        </div>
        <Seen image={image} size={size} isDrawn={shown === null} />
        <Reading
          network={hasWeights ? network : null}
          image={image}
          classes={head.data.classes}
          shown={shown}
        />
      </div>
      <MisclassifiedButtons head={head} size={size} show={setShown} />
    </Section>
  );
}

function Seen({
  image,
  size,
  isDrawn,
}: {
  image: Uint8Array | null;
  size: ImageSize;
  isDrawn: boolean;
}) {
  return (
    <div class="seen">
      <h3>Network input</h3>
      <PixelImage
        pixels={image ?? new Uint8Array(size.height * size.width)}
        size={size}
        label={`${isDrawn ? 'The drawing' : 'A test image'} as ${size.width} × ${size.height} pixels`}
      />
      <p class="note">
        {isDrawn
          ? `${size.width} × ${size.height} pixels, cropped, scaled and centred like MNIST`
          : 'test image from the data set'}
      </p>
    </div>
  );
}

function networkOf({ json, weights }: PageModel, chosen: Uint8Array | null): ReadNetwork | null {
  if (weights === null) return chosen && readTfjsLayersModel(json, chosen);
  return readTfjsLayersModel(json, bytesOf(weights));
}

const LEAD =
  'The exported network classifies your drawing in this browser; the page sends no data.';

function titleOf({ data }: RunHead): string {
  return isOfDigits(data) ? 'Draw a digit' : 'Draw an image';
}

function isOfDigits({ classes }: RunHead['data']): boolean {
  return classes.every((name, index) => name === String(index));
}

function helpOf({ data }: RunHead, { json, weights }: PageModel): string[] {
  const bits = /"dtype":"uint(8|16)"/.exec(json)?.[1];
  const names = `${data.classes.slice(0, 12).join(', ')}${data.classes.length > 12 ? ' …' : ''}`;
  return [
    'A drawing is not part of the data set: expect a lower accuracy than on the test images. A high confidence can be wrong.',
    'The drawing is cropped to its ink and scaled to 20/28 of the image. Its centre of mass is placed in the middle.',
    ...(isOfDigits(data)
      ? []
      : [`The network assigns one of its classes to every drawing: ${names}.`]),
    ...(weights === null || bits === undefined
      ? []
      : [`The page stores the weights with ${bits} bits. The exported files have full precision.`]),
  ];
}

function whyNot({ isFinished, champion, engine, config, data }: RunHead): string {
  if (imageSize(data.shape) === null) return 'Available for images of one channel.';
  if (!isFinished) return 'Available when the run has a champion.';
  if (champion === null) return 'This run has no champion.';
  if (engine.startsWith('trainer ')) return 'Not available for networks of a trainer module.';
  if (engine.startsWith('library ') || config.space.kind === 'custom') {
    return 'Not available: this search did not search for networks.';
  }
  return 'This page does not contain the network of the champion.';
}
