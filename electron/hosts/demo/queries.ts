/** What the simulated services say that they asked postgres; text on spans, run nowhere. */
export const queries = {
  oneItem: 'SELECT * FROM item WHERE id = $1',
  someItems: 'SELECT * FROM item WHERE id = ANY($1)',
  rankedItems: 'SELECT id, name, price FROM item ORDER BY rank LIMIT 24',
  oneOrder: 'SELECT * FROM "order" WHERE id = $1',
  holdStock: 'UPDATE stock SET held = held + $2 WHERE item = $1',
  addOrder: 'INSERT INTO "order" (id, cart, total) VALUES ($1, $2, $3)',
};
