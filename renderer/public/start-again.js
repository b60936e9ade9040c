// The page's own script or style sheet may fail to load: browsers abort what they load when a network appears or
// goes, as with every `docker compose up`. The page is then asked for again, a few times in a row; its address
// keeps its state. A file of its own, because the policy allows no script inside the page.
(() => {
  const KEY = 'trivet.start-again';
  const MOST_IN_A_ROW = 5;
  const ROW_MS = 20_000;
  const WAIT_MS = 300;

  function startAgain() {
    const [tries, lastMs] = JSON.parse(sessionStorage.getItem(KEY) ?? '[0, 0]');
    const inARow = Date.now() - lastMs < ROW_MS ? tries : 0;
    if (inARow >= MOST_IN_A_ROW) return;
    sessionStorage.setItem(KEY, JSON.stringify([inARow + 1, Date.now()]));
    setTimeout(() => location.reload(), WAIT_MS);
  }

  const onError = ({ target }) => {
    if (target instanceof HTMLScriptElement || target?.rel === 'stylesheet') startAgain();
  };
  // Such errors do not bubble.
  addEventListener('error', onError, true);
})();
