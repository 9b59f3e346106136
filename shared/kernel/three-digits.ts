/** Three significant digits, without an exponent. */
export function threeDigits(value: number): string {
  const digits = Number(value.toPrecision(3));
  return digits.toLocaleString('en-US', { maximumSignificantDigits: 3, useGrouping: false });
}
