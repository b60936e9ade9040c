import { Link } from 'wouter';
import { bytes, quantityText } from '../../../shared/model/format.ts';
import { Tabs } from '../../components/Tabs.tsx';
import { useCall } from '../../connection/use-call.ts';
import { useUrlParam, useViewHref } from '../../time/url-state.ts';
import { ImageList } from './ImageList.tsx';
import { NetworkList } from './NetworkList.tsx';
import { VolumeList } from './VolumeList.tsx';

/** Images, volumes and networks of the daemon, and the room they take. */
export default function ImagesView() {
  const href = useViewHref();
  const [tab, setTab] = useUrlParam('tab');
  const usage = useCall('docker.diskUsage', {}, { staleMs: 30_000 });
  const volumes = useCall('volumes.list', {}, { staleMs: 5000 });
  const networks = useCall('networks.list', {}, { staleMs: 5000 });
  const images = useCall('images.list', {}, { staleMs: 5000 });
  const counted = (title: string, list: unknown[] | undefined) => (list ? `${title} ${list.length}` : title);
  const parts: [string, number | null | undefined][] = [
    ['images', usage.data?.imagesBytes],
    ['containers', usage.data?.containersBytes],
    ['volumes', usage.data?.volumesBytes],
    ['build cache', usage.data?.buildCacheBytes],
  ];
  return (
    <>
      <div className="view-head">
        <Link href={href('/containers')} className="t3 fs12">
          Containers
        </Link>
        <span className="t3">/</span>
        <h1>Images, volumes, networks</h1>
        <span className="grow" />
        <span className="t2 fs12 cut">
          {parts
            .filter(([, size]) => size !== null && size !== undefined)
            .map(([name, size]) => `${name} ${quantityText(bytes(size ?? null))}`)
            .join(' · ')}
        </span>
      </div>
      <Tabs
        label="Images, volumes, networks"
        tabs={[
          ['', counted('Images', images.data)],
          ['volumes', counted('Volumes', volumes.data)],
          ['networks', counted('Networks', networks.data)],
        ]}
        value={tab}
        onChange={setTab}
      />
      {tab === 'volumes' ? <VolumeList query={volumes} /> : null}
      {tab === 'networks' ? <NetworkList query={networks} /> : null}
      {tab === '' ? <ImageList query={images} /> : null}
    </>
  );
}
