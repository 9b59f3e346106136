// A person draws, and the champion reads it, here in the browser.
import { useMemo, useState } from 'preact/hooks';
import {
  type ReadNetwork,
  readTfjsLayersModel,
} from '../../../training/export/read-tfjs-layers-model.ts';
import { type Drawing, EMPTY, undo } from '../../analysis/drawing.ts';
import { type ImageSize, imageOfDrawing } from '../../analysis/image-of-drawing.ts';
import type { PageModel, RunHead } from '../../page-data.ts';
import { Nothing, Section } from '../panel.tsx';
import type { RunView } from '../run-view.ts';
import { bytesOf } from './bytes-of.ts';
import { DrawingArea } from './drawing-area.tsx';
import { MisreadButtons, type Shown } from './misread-buttons.tsx';
import { PixelImage } from './pixel-image.tsx';
import { Reading } from './reading.tsx';
import { WeightsPicker } from './weights-picker.tsx';

const TITLE = 'Draw, and the champion reads it';

export function Draw({ view }: { view: RunView }) {
  const { head, model } = view.page;
  if (model === null) {
    return (
      <Section id="draw" title={TITLE}>
        <Nothing>{whyNot(head)}</Nothing>
      </Section>
    );
  }
  return <DrawAndRead head={head} model={model} />;
}

function DrawAndRead({ head, model }: { head: RunHead; model: PageModel }) {
  const [chosen, setChosen] = useState<Uint8Array | null>(null);
  const [drawing, setDrawing] = useState<Drawing>(EMPTY);
  const [shown, setShown] = useState<Shown | null>(null);
  const size = head.data.image;
  const isInUse = drawing.strokes.length > 0 || shown !== null;
  const network = useMemo(
    () => (isInUse ? networkOf(model, chosen) : null),
    [model.json, model.weights, chosen, isInUse],
  );
  const drawn = useMemo(() => size && imageOfDrawing(drawing, size), [drawing, size]);
  if (size === null) {
    return (
      <Section id="draw" title={TITLE}>
        <Nothing>How large an image is was not at hand when this page was made.</Nothing>
      </Section>
    );
  }
  const image = shown?.pixels ?? drawn;
  const change = (how: (before: Drawing) => Drawing) => {
    setShown(null);
    setDrawing(how);
  };
  const hasWeights = model.weights !== null || chosen !== null;
  return (
    <Section id="draw" title={TITLE} lead={leadOf(head, model)} isWide>
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
      <MisreadButtons head={head} size={size} show={setShown} />
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
      <h3>What the network sees</h3>
      <PixelImage
        pixels={image ?? new Uint8Array(size.height * size.width)}
        size={size}
        label={`${isDrawn ? 'The drawing' : 'A test image'} as ${size.width} × ${size.height} pixels`}
      />
      <p class="note">
        {isDrawn
          ? `Cut to its ink, scaled into ${Math.round((20 / 28) * size.width)} × ${Math.round((20 / 28) * size.height)} of ${size.width} × ${size.height} pixels, its centre of mass in the middle: as MNIST’s images were made.`
          : 'A test image as it is in the data set.'}
      </p>
    </div>
  );
}

function networkOf({ json, weights }: PageModel, chosen: Uint8Array | null): ReadNetwork | null {
  if (weights === null) return chosen && readTfjsLayersModel(json, chosen);
  return readTfjsLayersModel(json, bytesOf(weights));
}

function leadOf({ data }: RunHead, { json, weights }: PageModel): string {
  const bits = /"dtype":"uint(8|16)"/.exec(json)?.[1];
  const rounded =
    weights === null || bits === undefined
      ? ''
      : ` Its weights are rounded to ${bits} bits here; those of the exported files are not.`;
  const isDigits = data.classes.every((name, index) => name === String(index));
  const alike = isDigits
    ? ''
    : ` What is drawn has to look like the images of ${data.name}: ${data.classes.slice(0, 12).join(', ')}${data.classes.length > 12 ? ' …' : ''}; a network gives one of its classes to anything.`;
  return `The network of the exported model runs in this page, and nothing is sent anywhere. A drawing is not from the data set, so it may be read worse than the test images were, and how sure the network is says little of it.${alike}${rounded}`;
}

function whyNot({ isFinished, champion, engine, config }: RunHead): string {
  if (!isFinished) return 'The run has not ended: there is no champion to read a drawing yet.';
  if (champion === null)
    return 'This run has no champion: it had no finish, or nothing of it completed.';
  if (engine.startsWith('own ')) {
    return 'The networks of a trainer of one’s own are not exported, so there is none to read a drawing.';
  }
  if (engine.startsWith('custom ') || config.space.kind === 'custom') {
    return 'This search was over something else than networks: there is none to read a drawing.';
  }
  return 'This page was made without the champion’s network, so there is none to read a drawing.';
}
