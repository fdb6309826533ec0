import { describe, expect, it } from 'vitest';

import { frameRequest, readAnswer } from './frame';

function answer(head: object, body: number[]): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const frame = new Uint8Array(4 + text.length + body.length);
  new DataView(frame.buffer).setUint32(0, text.length);
  frame.set(text, 4);
  frame.set(body, 4 + text.length);
  return frame.buffer;
}

describe('frameRequest', () => {
  it('puts path, query and headers in front of the bytes', async () => {
    const request = new Request('http://localhost/device/file/?name=a%20b', {
      method: 'POST',
      headers: { 'X-Kind': 'csv' },
      body: new Uint8Array([0, 255]),
    });
    const frame = await frameRequest(request);
    const length = new DataView(frame.buffer).getUint32(0);
    expect(JSON.parse(new TextDecoder().decode(frame.slice(4, 4 + length)))).toEqual({
      method: 'POST',
      path: '/device/file/?name=a%20b',
      headers: [['x-kind', 'csv']],
    });
    expect([...frame.slice(4 + length)]).toEqual([0, 255]);
  });

  it('sends a request without a body', async () => {
    const frame = await frameRequest(new Request('http://localhost/x/'));
    expect(frame.length).toBe(4 + new DataView(frame.buffer).getUint32(0));
  });
});

describe('readAnswer', () => {
  it('keeps bytes that are no text, and headers that come twice', async () => {
    const response = readAnswer(answer({ status: 200, headers: [['x-a', '1'], ['x-a', '2']] }, [0, 255, 10]));
    expect(response.headers.get('x-a')).toBe('1, 2');
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 10]);
  });

  it('reads an answer that has no body by its status', async () => {
    const response = readAnswer(answer({ status: 204, headers: [] }, []));
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });
});
