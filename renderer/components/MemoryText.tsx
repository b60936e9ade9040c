import { bytes } from '../../shared/model/format.ts';

/** 431 / 512 MiB: one unit for both where it is the same; amber from 80 % of the limit. */
export function MemoryText({ bytes: used, limit }: { bytes: number; limit: number | null }) {
  const of = bytes(used);
  if (limit === null) {
    return (
      <>
        {of.value}
        <span className="unit"> {of.unit}</span>
      </>
    );
  }
  const most = bytes(limit);
  const part = used / limit;
  return (
    <>
      <span className={part >= 0.95 ? 'err' : part >= 0.8 ? 'warn' : ''}>{of.value}</span>
      <span className="unit">
        {/* A small value beside a large limit keeps its own unit. */}
        {of.unit === most.unit || used / limit > 0.3 ? '' : ` ${of.unit}`} / {round(most.value)} {most.unit}
      </span>
    </>
  );
}

/** A limit is a chosen number: 64 MiB, not 64.0; 1.00 GiB keeps its digits, for 1.20 would. */
const round = (value: string): string => (/^\d{2,}\.0+$/.test(value) ? value.replace(/\.0+$/, '') : value);
