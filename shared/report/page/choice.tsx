// A few buttons of which one is pressed: how a chart is to be looked at.

export function Choice<Value extends string>({
  label,
  options,
  chosen,
  choose,
}: {
  /** Said before the buttons. */
  label: string;
  options: readonly (readonly [Value, string])[];
  chosen: Value;
  choose: (value: Value) => void;
}) {
  return (
    <fieldset class="controls choice">
      <legend>{label}</legend>
      {options.map(([value, words]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => choose(value)}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}
