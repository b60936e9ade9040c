import { openSpotlight } from '@mantine/spotlight';
import { Suspense, useEffect, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { LoadingBar } from '../components/LoadingBar.tsx';
import { lazyPart } from '../components/lazy-part.ts';
import { FileDrop } from '../files/FileDrop.tsx';
import { FileJobs } from '../files/FileJobs.tsx';
import { usePreferences } from '../time/preferences.ts';
import { useViewHref } from '../time/url-state.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import { routes, views } from '../views/registry.ts';
import { viewModuleOf } from '../views/view-modules.ts';
import { Banners } from './Banners.tsx';
import { useKeys } from './keys.ts';
import { NotFound } from './NotFound.tsx';
import { AlertNotices } from './notices/AlertNotices.tsx';
import { usePageTitle } from './notices/use-page-title.ts';
import { Rail } from './Rail.tsx';
import { StatusLine } from './StatusLine.tsx';
import classes from './shell.module.css';
import { TopBar } from './TopBar.tsx';
import { ViewBoundary } from './ViewBoundary.tsx';

// Opened by hand: not needed for the first rows.
const Palette = lazyPart(async () => ({ default: (await import('./Palette.tsx')).Palette }));
const HelpOverlay = lazyPart(async () => ({ default: (await import('./HelpOverlay.tsx')).HelpOverlay }));

/** The frame around every view. */
export function Shell() {
  const [help, setHelp] = useState(false);
  const [path, navigate] = useLocation();
  const href = useViewHref();
  const { shift, zoomOut, toggleLive } = useTimeRange();
  const toggleZone = usePreferences((preferences) => preferences.toggleZone);
  const route = viewModuleOf(path);
  const view = views.find(({ name }) => name === route?.view);

  usePageTitle(view?.label);
  useEffect(() => window.trivet?.onNavigate((target) => navigate(target)), [navigate]);
  useKeys({
    ...Object.fromEntries(
      views.map(({ goKey, path: target }) => [`g ${goKey}`, () => navigate(href(target))]),
    ),
    '[': () => shift(-1),
    ']': () => shift(1),
    '.': zoomOut,
    Space: toggleLive,
    u: toggleZone,
    '?': () => setHelp(true),
    // Kept by the palette's store until the palette itself has been loaded.
    'Mod+k': () => openSpotlight(),
  });
  return (
    <div className={classes.app}>
      <Rail current={route?.view ?? null} />
      <div className={classes.main}>
        <TopBar />
        <Banners />
        <main className={classes.view}>
          <ViewBoundary resetKey={path}>
            <Suspense fallback={<LoadingBar active />}>
              <Switch>
                {routes.map(({ path: pattern, component }) => (
                  <Route key={pattern} path={pattern} component={component} />
                ))}
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </ViewBoundary>
        </main>
        <StatusLine />
      </div>
      <FileDrop />
      <FileJobs />
      <AlertNotices />
      <ViewBoundary resetKey={path} quiet>
        <Suspense fallback={null}>
          <Palette />
          {help ? <HelpOverlay opened onClose={() => setHelp(false)} /> : null}
        </Suspense>
      </ViewBoundary>
    </div>
  );
}
