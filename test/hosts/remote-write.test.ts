import { expect, onTestFinished, test } from 'vitest';
import { startWebServer } from '../../electron/hosts/web/web-server.ts';
import { startEngine } from '../engine/test-engine.ts';
import { encodeWriteRequestV2, postWrite, V2_TYPE } from '../remote-write-schema.ts';
import { tempDir } from '../temp-dir.ts';

const TOKEN = 'a-token-of-the-test-0123456789';

test('the port of the UI takes remote write with the token, and nothing without it', async () => {
  const { engine } = await startEngine({ docker: 'off' });
  const server = await startWebServer({ engine, port: 0, token: TOKEN, rendererDir: tempDir() });
  onTestFinished(() => server.stop());
  const url = `http://127.0.0.1:${server.port}/api/v1/write`;
  const message = encodeWriteRequestV2([{ labels: { __name__: 'up' }, samples: [[Date.now(), 1]] }]);
  expect((await postWrite(url, message, { type: V2_TYPE })).status).toBe(401);
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await postWrite(url, message, { type: V2_TYPE, headers });
  expect(response.status).toBe(204);
  expect(response.headers.get('x-prometheus-remote-write-samples-written')).toBe('1');
  expect((await postWrite(url, message, { type: 'application/x-protobuf;proto=x.Y', headers })).status).toBe(
    415,
  );
  expect((await postWrite(url, message, { type: 'text/plain', headers })).status).toBe(415);
});
