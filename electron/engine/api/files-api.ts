import { randomUUID } from 'node:crypto';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { fileMethods, fileStreams, OpenFileEvent } from '../../../shared/contract/files.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { expandPath } from '../files/expand-path.ts';
import { TraceFiles } from '../files/trace-files.ts';
import { Upload } from '../files/upload.ts';

type FilesContract = { methods: typeof fileMethods; streams: typeof fileStreams };

const MOST_LISTED = 10_000;
/** Uploads that were announced and are not read yet; the oldest go first. */
const MOST_UPLOADS = 16;

/** Opened files: reading, listing, removing. */
export function createFilesApi(context: EngineContext) {
  const { options, store, clock, logger, owned, points, traces, logs: ingest } = context;
  const openPoints = () => points.openFile();
  const files = owned.add(
    new TraceFiles({ store, ingest, dataDir: options.dataDir, clock, logger, openPoints }),
  );
  const uploads = new Map<string, Upload>();

  function uploadOf(id: string): Upload {
    const upload = uploads.get(id);
    if (!upload) throw new TrivetError('not_found', 'no such upload, or it is over');
    return upload;
  }

  function announce(name: string, bytes: number): string {
    const [oldest] = uploads;
    if (oldest && uploads.size >= MOST_UPLOADS) {
      oldest[1].end('too many uploads wait');
      uploads.delete(oldest[0]);
    }
    const id = randomUUID();
    uploads.set(id, new Upload(name, bytes));
    return id;
  }

  const methods: Handlers<FilesContract> = {
    'files.expand': ({ path }) => expandPath(path),
    'files.upload': ({ name, bytes }) => ({ uploadId: announce(name, bytes) }),
    'files.chunk': async ({ uploadId, bytes, last }) => {
      await uploadOf(uploadId).give({ bytes, last });
      return {};
    },
    'files.list': () => store.read('files.list', { limit: MOST_LISTED }),
    'files.remove': ({ id }) => files.remove(id),
  };

  const streams: Subscribers<FilesContract> = {
    'files.open': ({ path, uploadId, partial }, sink) => {
      const listener = {
        event: (event: OpenFileEvent) => {
          sink.emit(event);
          if (event.kind === 'done') traces.onStored.fire(event.result.spans);
        },
        end: () => sink.end(),
        fail: (error: unknown) => sink.fail(error),
      };
      if (path !== undefined && uploadId === undefined) return files.openPath(path, partial, listener);
      if (uploadId === undefined || path !== undefined) {
        throw new TrivetError('invalid_params', 'either path or uploadId must be given');
      }
      const upload = uploadOf(uploadId);
      const opening = files.openUpload(upload, partial, listener);
      return {
        dispose() {
          opening.dispose();
          upload.end('cancelled');
          uploads.delete(uploadId);
        },
      };
    },
  };
  return { methods, streams };
}
