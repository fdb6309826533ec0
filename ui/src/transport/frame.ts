/**
 * A request and its answer as bytes: four with the length of the head, the head as JSON, then the
 * body as it is.
 */

interface AnswerHead {
  status: number;
  headers: [string, string][];
}

/** A request as the app reads it. */
export async function frameRequest(request: Request): Promise<Uint8Array> {
  const url = new URL(request.url);
  const head = new TextEncoder().encode(
    JSON.stringify({ method: request.method, path: url.pathname + url.search, headers: [...request.headers] }),
  );
  const body = request.body ? new Uint8Array(await request.arrayBuffer()) : new Uint8Array();
  const frame = new Uint8Array(4 + head.length + body.length);
  new DataView(frame.buffer).setUint32(0, head.length);
  frame.set(head, 4);
  frame.set(body, 4 + head.length);
  return frame;
}

/** The app's answer as a browser would have given it. */
export function readAnswer(frame: ArrayBuffer): Response {
  const length = new DataView(frame).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, length))) as AnswerHead;
  const body = frame.slice(4 + length);
  const empty = [204, 205, 304].includes(head.status);
  return new Response(empty ? null : body, { status: head.status, headers: head.headers });
}
