// What the lines, bands and colours of a chart stand for, in words below it.

export interface LegendItem {
  readonly label: string;
  /** A CSS colour, as a variable of style.css. */
  readonly colour: string;
  readonly shape: 'line' | 'dashes' | 'band' | 'dot' | 'hollow dot' | 'square';
}

export function Legend({ items }: { items: readonly LegendItem[] }) {
  return (
    <ul class="legend">
      {items.map((item) => (
        <li key={item.label}>
          <svg class="swatch" viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
            <Swatch {...item} />
          </svg>{' '}
          {item.label}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ colour, shape }: LegendItem) {
  switch (shape) {
    case 'line':
      return <line x1={1} y1={6} x2={23} y2={6} stroke={colour} stroke-width={2.5} />;
    case 'dashes':
      return (
        <line
          x1={1}
          y1={6}
          x2={23}
          y2={6}
          stroke={colour}
          stroke-width={2}
          stroke-dasharray="4 3"
        />
      );
    case 'band':
      return <rect x={1} y={1} width={22} height={10} fill={colour} fill-opacity={0.3} />;
    case 'dot':
      return <circle cx={12} cy={6} r={4.5} fill={colour} />;
    case 'hollow dot':
      return <circle cx={12} cy={6} r={4} fill="none" stroke={colour} stroke-width={2} />;
    case 'square':
      return <rect x={6} y={0.5} width={11} height={11} fill={colour} />;
  }
}
