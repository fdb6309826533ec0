interface Waiting<Value> {
  resolve: (value: Value | null) => void;
  reject: (error: unknown) => void;
}

/**
 * Makes many questions one: what is asked for within a moment is asked together, at most `atOnce` at a time.
 * Null where the answer says nothing of it.
 */
export function together<Value>(
  ask: (keys: string[]) => Promise<ReadonlyMap<string, Value>>,
  { atOnce, gatherMs = 10 }: { atOnce: number; gatherMs?: number },
): (key: string) => Promise<Value | null> {
  let waiting = new Map<string, Waiting<Value>[]>();

  const send = (part: [string, Waiting<Value>[]][]) =>
    ask(part.map(([key]) => key)).then(
      (answers) => part.forEach(([key, all]) => all.forEach(({ resolve }) => resolve(answers.get(key) ?? null))),
      (error: unknown) => part.forEach(([, all]) => all.forEach(({ reject }) => reject(error))),
    );
  const sendAll = () => {
    const all = [...waiting];
    waiting = new Map();
    for (let from = 0; from < all.length; from += atOnce) void send(all.slice(from, from + atOnce));
  };
  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setTimeout(sendAll, gatherMs);
      waiting.set(key, [...(waiting.get(key) ?? []), { resolve, reject }]);
    });
}
