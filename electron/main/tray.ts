import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { Disposable } from '../../shared/util/disposable.ts';
import { firingText, trayTitle } from './firing-count.ts';
import { paths } from './paths.ts';

export interface TrayActions {
  show(): void;
  showAlerts(): void;
  quit(): void;
}

export interface AppTray extends Disposable {
  /** How many alerts fire, in the tooltip, the menu and, on macOS, beside the icon. */
  setFiring(firing: number): void;
}

/** The icon by which a window that was closed to the tray comes back. */
export function createTray(title: string, firing: number, actions: TrayActions): AppTray {
  const image = nativeImage.createFromPath(join(paths.icons, 'trayTemplate.png'));
  // A template image takes the menu bar's colour on macOS; elsewhere the call has no effect.
  image.setTemplateImage(true);
  const tray = new Tray(image);
  function setFiring(count: number): void {
    tray.setToolTip(count === 0 ? title : `${title}: ${firingText(count)}`);
    tray.setTitle(trayTitle(count));
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: `Show ${title}`, click: () => actions.show() },
        { label: `Alerts: ${firingText(count)}`, click: () => actions.showAlerts() },
        { type: 'separator' },
        { label: 'Quit', click: () => actions.quit() },
      ]),
    );
  }
  setFiring(firing);
  tray.on('click', () => actions.show());
  return { setFiring, dispose: () => tray.destroy() };
}
