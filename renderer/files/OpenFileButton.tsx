import { IconFolderOpen } from '@tabler/icons-react';
import { useRef } from 'react';
import { useOpener } from './use-opener.ts';

/** The file dialog: the system's own in the desktop app, the browser's in web mode. */
export function OpenFileButton({ label = 'Open file' }: { label?: string }) {
  const input = useRef<HTMLInputElement>(null);
  const { openUploads } = useOpener();
  return (
    <>
      <button
        type="button"
        className="btn"
        title="Traces: Jaeger, Zipkin, OTLP (JSON or protobuf), SDK console output, Chrome. Logs: lines of any format, Docker, journald. gzip, zstd or zip"
        onClick={() => (window.trivet ? window.trivet.chooseFiles() : input.current?.click())}
      >
        <IconFolderOpen size={14} /> {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files"
        onChange={(event) => {
          openUploads([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}
