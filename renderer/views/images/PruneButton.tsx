import { Modal } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { useState } from 'react';
import { bytes, count, quantityText } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { LoadingBar } from '../../components/LoadingBar.tsx';
import { useAction, useCall } from '../../connection/use-call.ts';
import classes from './images.module.css';
import { failed, freed } from './remove-image.tsx';

/** Removes images that nothing uses, after showing which they are and what that frees. */
export function PruneButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn" onClick={() => setOpen(true)}>
        <IconEraser size={15} /> Prune…
      </button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Prune images" size={560}>
        {open ? <Preview onClose={() => setOpen(false)} /> : null}
      </Modal>
    </>
  );
}

function Preview({ onClose }: { onClose(): void }) {
  const preview = useCall('images.prunePreview', {}, { staleMs: 0, keep: false });
  const prune = useAction('images.prune', ['images.list', 'docker.diskUsage']);
  async function act(): Promise<void> {
    try {
      freed(await prune.mutateAsync({}));
      onClose();
    } catch (error) {
      failed('Prune', error);
    }
  }
  if (preview.error) return <ErrorNote error={preview.error} what="Prune" />;
  if (!preview.data) return <LoadingBar active />;
  const { removed, freedBytes } = preview.data;
  if (removed.length === 0)
    return <p className="t2">Every image has a tag or is in use: there is nothing to prune.</p>;
  return (
    <>
      <p>
        {count(removed.length)} images without a tag and without a container are removed, which frees up to{' '}
        <b>{quantityText(bytes(freedBytes))}</b>.
      </p>
      <ul className={classes.removed}>
        {removed.map((id) => (
          <li key={id} className="mono t2">
            {id}
          </li>
        ))}
      </ul>
      <div className={classes.buttons}>
        <button type="button" className="btn" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="btn danger" disabled={prune.isPending} onClick={() => void act()}>
          Prune
        </button>
      </div>
    </>
  );
}
