import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';

export interface WindowState {
  bounds: Rectangle | null;
  size: { width: number; height: number };
  maximized: boolean;
}

export const defaultWindowState: WindowState = {
  bounds: null,
  size: { width: 1440, height: 900 },
  maximized: false,
};

export const SMALLEST = { width: 800, height: 560 };
/** So much of a window must lie on a screen for its title bar to be reached. */
const REACHABLE = 64;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function parseBounds(value: unknown): Rectangle | null {
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, width, height } = value as Partial<Rectangle>;
  if (!isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height)) return null;
  return { x, y, width: Math.max(width, SMALLEST.width), height: Math.max(height, SMALLEST.height) };
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}

const isReachable = (bounds: Rectangle, screens: readonly Rectangle[]) =>
  screens.some(
    (screen) =>
      overlap(bounds.x, bounds.width, screen.x, screen.width) >= REACHABLE &&
      bounds.y >= screen.y &&
      bounds.y <= screen.y + screen.height - REACHABLE,
  );

/** What was kept, as far as it makes sense on the screens there are now. */
export function restoreWindowState(kept: unknown, screens: readonly Rectangle[]): WindowState {
  if (typeof kept !== 'object' || kept === null) return defaultWindowState;
  const bounds = parseBounds((kept as { bounds?: unknown }).bounds);
  return {
    bounds: bounds && isReachable(bounds, screens) ? bounds : null,
    size: bounds ? { width: bounds.width, height: bounds.height } : defaultWindowState.size,
    maximized: (kept as { maximized?: unknown }).maximized === true,
  };
}

export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState {
  try {
    return restoreWindowState(JSON.parse(readFileSync(file, 'utf8')), screens);
  } catch {
    // Missing at the first start; a damaged file costs no more than a window's place.
    return defaultWindowState;
  }
}

/** @returns false when the place could not be kept, which must not keep the window from closing. */
export function writeWindowState(file: string, state: { bounds: Rectangle; maximized: boolean }): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return true;
  } catch {
    return false;
  }
}
