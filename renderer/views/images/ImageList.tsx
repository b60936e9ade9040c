import { IconChevronDown, IconChevronRight, IconTrash } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import type { ImageSummary } from '../../../shared/contract/docker.ts';
import { bytes, count } from '../../../shared/model/format.ts';
import { Quantity } from '../../components/Quantity.tsx';
import { Ago } from '../../components/Time.tsx';
import { useAction } from '../../connection/use-call.ts';
import { ImageLayers } from './ImageLayers.tsx';
import classes from './images.module.css';
import { ListState } from './ListState.tsx';
import { PruneButton } from './PruneButton.tsx';
import { PullForm } from './PullForm.tsx';
import { askToRemove, imageName } from './remove-image.tsx';

/** Images, largest first; each opens to its layers. */
export function ImageList({ query }: { query: UseQueryResult<ImageSummary[], Error> }) {
  const [open, setOpen] = useState<string | null>(null);
  const remove = useAction('images.remove', ['images.list', 'docker.diskUsage']);
  return (
    <section className="pane" style={{ flex: 1 }} aria-label="Images">
      <div className={classes.tools}>
        <PullForm />
        <span className="grow" />
        <PruneButton />
      </div>
      <ListState query={query} what="Images" empty="No images">
        {(images) => (
          <div className="scroll">
            <table className="table">
              <colgroup>
                <col />
                <col style={{ width: 128 }} />
                <col style={{ width: 104 }} />
                <col style={{ width: 104 }} />
                <col style={{ width: 112 }} />
                <col style={{ width: 48 }} />
              </colgroup>
              <thead>
                <tr>
                  <th>Tags</th>
                  <th>Id</th>
                  <th className="right">Size</th>
                  <th className="right">Containers</th>
                  <th className="right">Created</th>
                  <th>
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {[...images]
                  .sort((a, b) => b.sizeBytes - a.sizeBytes)
                  .map((image) => (
                    <Fragment key={image.id}>
                      <ImageRow
                        image={image}
                        open={open === image.id}
                        onToggle={() => setOpen(open === image.id ? null : image.id)}
                        onRemove={() => askToRemove(image, (params) => remove.mutateAsync(params))}
                      />
                      {open === image.id ? (
                        <tr>
                          <td colSpan={6} className={classes.layers}>
                            <ImageLayers id={image.id} />
                          </td>
                        </tr>
                      ) : null}
                    </Fragment>
                  ))}
              </tbody>
            </table>
          </div>
        )}
      </ListState>
    </section>
  );
}

interface ImageRowProps {
  image: ImageSummary;
  open: boolean;
  onToggle(): void;
  onRemove(): void;
}

function ImageRow({ image, open, onToggle, onRemove }: ImageRowProps) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <tr>
      <td>
        <button type="button" className={classes.name} aria-expanded={open} onClick={onToggle}>
          <Chevron size={12} />
          <span className={image.tags.length > 0 ? 'mono' : 'mono t3'}>{imageName(image)}</span>
        </button>
      </td>
      <td className="mono t3" title={image.id}>
        {image.id.replace(/^sha256:/, '').slice(0, 12)}
      </td>
      <td className="right">
        <Quantity of={bytes(image.sizeBytes)} exact={`${count(image.sizeBytes)} B`} />
      </td>
      <td className="right">
        {image.containers < 0 ? <span className="t3">—</span> : count(image.containers)}
      </td>
      <td className="right t2">
        <Ago ms={image.createdMs} />
      </td>
      <td>
        <button
          type="button"
          className="t3"
          aria-label={`Remove ${imageName(image)}`}
          title="Remove"
          onClick={onRemove}
        >
          <IconTrash size={14} />
        </button>
      </td>
    </tr>
  );
}
