// Above 1,000 workers an event source of SQS needs pollers of its own, which cost by the hour.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html

/** What an event source reaches without them. */
export const MOST_WITHOUT_POLLERS = 1000;

/** Functions that one poller keeps running. */
export const FUNCTIONS_OF_A_POLLER = 10;

/** US dollars of a poller for an hour, us-east-1; https://aws.amazon.com/lambda/pricing/ */
export const POLLER_HOUR_USD = 0.00925;

/** The fewest that AWS keeps, day and night. */
const FEWEST = 2;

export interface Pollers {
  readonly minimum: number;
  readonly maximum: number;
}

/** @returns the pollers that so many workers need, none where the event source does without */
export function pollersFor(workers: number): Pollers | undefined {
  if (workers <= MOST_WITHOUT_POLLERS) return undefined;
  return { minimum: FEWEST, maximum: Math.floor(workers / FUNCTIONS_OF_A_POLLER) };
}

/** What pollers cost, in words: the fewest all the time, the most while a run keeps them busy. */
export function pollerPriceInWords({ minimum, maximum }: Pollers): string {
  const hour = (pollers: number) => (pollers * POLLER_HOUR_USD).toFixed(2);
  return (
    `${minimum} to ${maximum} provisioned pollers: ${hour(minimum)} to ${hour(maximum)} US dollars ` +
    'an hour, the least of it also while no run is running; no budget counts them'
  );
}
