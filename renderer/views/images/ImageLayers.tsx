import { bytes } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { LoadingBar } from '../../components/LoadingBar.tsx';
import { Quantity } from '../../components/Quantity.tsx';
import { useCall } from '../../connection/use-call.ts';
import classes from './images.module.css';

/** What made each layer and what it weighs, the newest on top. */
export function ImageLayers({ id }: { id: string }) {
  const { data, error } = useCall('images.layers', { id }, { staleMs: 60_000 });
  if (error) return <ErrorNote error={error} what="Layers" />;
  if (!data) return <LoadingBar active />;
  return (
    <ol>
      {data.map(({ createdBy, sizeBytes }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an image's layers never change
        <li key={i} className={classes.layer}>
          <span className="right">
            <Quantity of={bytes(sizeBytes)} />
          </span>
          <span className="mono t2">{createdBy}</span>
        </li>
      ))}
    </ol>
  );
}
