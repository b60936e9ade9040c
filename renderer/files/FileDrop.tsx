import { useEffect, useState } from 'react';
import css from './files.module.css';
import { useOpener } from './use-opener.ts';

/** Files dropped anywhere on the window, or handed over by the desktop, are opened. */
export function FileDrop() {
  const { open, openUploads } = useOpener();
  const [over, setOver] = useState(false);

  useEffect(
    () =>
      window.trivet?.onOpenFiles((paths) => {
        for (const path of paths) open({ kind: 'path', path });
      }),
    [open],
  );
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      const paths = window.trivet?.pathsOf(files) ?? [];
      // A path is read by the engine itself, which needs no copy through the window.
      if (paths.length === files.length) for (const path of paths) open({ kind: 'path', path });
      else openUploads(files);
    };
    window.addEventListener('dragover', drag);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', drag);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [open, openUploads]);
  return over ? (
    <div className={css.drop}>
      Drop trace files or folders: Jaeger, Zipkin, OTLP, SDK console output, Chrome traces, packed or not
    </div>
  ) : null;
}
