// Events from those who make them to one who reads them with `for await`, in their order.

export interface EventStream<Event> extends AsyncIterable<Event> {
  push(event: Event): void;
  /** No more will come; with an error, the reader gets it after what came before. */
  end(error?: unknown): void;
}

/** @param onLeave called when the reader leaves before the end, and waited for */
export function eventStream<Event>(onLeave: () => Promise<void>): EventStream<Event> {
  const waiting: Event[] = [];
  let ended: { readonly error?: unknown } | undefined;
  let wake = (): void => undefined;

  async function* events(): AsyncGenerator<Event> {
    let isWhole = false;
    try {
      for (;;) {
        const event = waiting.shift();
        if (event !== undefined) yield event;
        else if (ended === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else if ('error' in ended) throw ended.error;
        else {
          isWhole = true;
          return;
        }
      }
    } finally {
      if (!isWhole) await onLeave();
    }
  }

  return {
    [Symbol.asyncIterator]: events,
    push: (event) => {
      waiting.push(event);
      wake();
    },
    end: (...errors) => {
      ended ??= errors.length === 0 ? {} : { error: errors[0] };
      wake();
    },
  };
}
