// Numbers of a channel, asked for when they are first pointed at.

const KEPT = 48; // channels
const known = new Map(); // address -> promise of rows of numbers

/** The values at an address of the API: rows of columns, or null where they cannot be had. */
export function valuesAt(address) {
  if (!known.has(address)) {
    if (known.size >= KEPT) known.delete(known.keys().next().value);
    known.set(address, read(address));
  }
  return known.get(address);
}

async function read(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).values : null;
  } catch {
    known.delete(address); // the server was gone: ask again the next time
    return null;
  }
}

/** Three digits and a real minus sign, as the server writes them. */
export function told(value) {
  if (!value) return "0";
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
