import { useEffect, useState } from 'react';
import { droppedFiles } from './dropped-files.ts';
import css from './files.module.css';
import { useOpener } from './use-opener.ts';

/** Files dropped anywhere on the window, or handed over by the desktop, are opened. */
export function FileDrop() {
  const { openPaths, openUploads } = useOpener();
  const [over, setOver] = useState(false);

  useEffect(() => window.trivet?.onOpenFiles(openPaths), [openPaths]);
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
      const data = event.dataTransfer;
      if (!data) return;
      const files = [...data.files];
      const paths = window.trivet?.pathsOf(files) ?? [];
      // A path is read by the engine itself, which needs no copy through the window.
      if (files.length > 0 && paths.length === files.length) openPaths(paths);
      else void droppedFiles(data).then(openUploads);
    };
    window.addEventListener('dragover', drag);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', drag);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [openPaths, openUploads]);
  return over ? (
    <div className={css.drop}>
      Drop files or folders: traces (Jaeger, Zipkin, OTLP, SDK console output, Chrome), logs (lines of any
      format, Docker, journald), packed or not
    </div>
  ) : null;
}
