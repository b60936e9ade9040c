import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** A registry on this machine with one image of one layer (OCI distribution, the three calls of a pull). */
export interface Registry {
  /** `127.0.0.1:PORT/name:tag`. */
  reference: string;
  /** The Authorization headers that came. */
  logins: string[];
  /** Resolves once the layer is being sent. */
  sending: Promise<void>;
}

export interface RegistryOptions {
  layerBytes?: number;
  /** The layer is begun and never finished. */
  stallLayer?: boolean;
  /** `user:password` without which everything is refused. */
  login?: string;
}

const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export async function startRegistry({
  layerBytes = 200_000,
  stallLayer,
  login,
}: RegistryOptions = {}): Promise<Registry> {
  const tar = tarOf('data.bin', randomBytes(layerBytes));
  const layer = gzipSync(tar);
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [sha256(tar)] },
    }),
  );
  const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: config.length,
        digest: sha256(config),
      },
      layers: [
        {
          mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
          size: layer.length,
          digest: sha256(layer),
        },
      ],
    }),
  );
  const logins: string[] = [];
  const sending = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    if (headers.authorization) logins.push(headers.authorization);
    if (login && headers.authorization !== `Basic ${Buffer.from(login).toString('base64')}`) {
      response
        .writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"' })
        .end('{"errors":[{"code":"UNAUTHORIZED"}]}');
    } else if (url.includes('/manifests/')) {
      response
        .writeHead(200, {
          'Content-Type': manifestType,
          'Content-Length': manifest.length,
          'Docker-Content-Digest': sha256(manifest),
        })
        .end(request.method === 'HEAD' ? undefined : manifest);
    } else if (url.includes(sha256(config))) response.end(config);
    else if (url.includes(sha256(layer))) {
      response.writeHead(200, { 'Content-Length': layer.length });
      if (stallLayer) response.write(layer.subarray(0, layer.length / 2));
      else response.end(layer);
      sending.resolve();
    } else response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { reference: `127.0.0.1:${port}/trivet-test/pulled:1`, logins, sending: sending.promise };
}

/** A ustar archive of one file (POSIX 1003.1 pax, ustar interchange format). */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
