// Waiting for what has to happen, never for a time.

/** Waits until `check` gives something true, and returns it. What it throws last is told. */
export async function until(check, what, seconds = 40) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      const found = await check();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s for ${what}\n${last ?? ''}`);
}
