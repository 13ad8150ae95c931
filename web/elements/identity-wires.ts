// The lines of the identity graph, from where its cards stand on the page. Pure, so that it can be tested without a browser.
export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}
export interface Wire {
  path: string;
  tone: string;
  actual: 'allow' | 'deny' | 'unknown';
  /** Where a denied line is cut off: a bar across it. */
  bar: string;
  chosen: boolean;
}
export interface End {
  /** The card, and the row in it that the line is about. */
  card: Rect;
  row: Rect;
  /** Lines come in on the left of the role and go out on its right. */
  side: 'in' | 'out';
  tone: string;
  actual: Wire['actual'];
  chosen: boolean;
}

/** How far before its end a denied line stops. */
const CUT = 9;
/** Where the common line runs when everything stands in one column. */
const RAIL = 9;

export function wiresOf(role: Rect, ends: readonly End[], stacked: boolean): Wire[] {
  return stacked ? railed(role, ends) : fanned(role, ends);
}

function fanned(role: Rect, ends: readonly End[]): Wire[] {
  const middle = role.top + role.height / 2;
  return ends.map(({ card, row, side, tone, actual, chosen }) => {
    const y = row.top + row.height / 2;
    // Lines to cards further down leave the role further down, so that they cross as little as can be.
    const spread = role.height / 2 - 10;
    const from = middle + Math.max(-spread, Math.min(spread, (y - middle) * 0.12));
    const incoming = side === 'in';
    // Who is not let in is stopped at the role; what is not reached, before it is reached.
    const cut = actual === 'deny' ? CUT : 0;
    const a = incoming ? role.left - cut : role.left + role.width;
    const b = incoming ? card.left + card.width : card.left - cut;
    const bend = (b - a) * 0.5;
    const path = `M${a} ${from}C${a + bend} ${from} ${b - bend} ${y} ${b} ${y}`;
    const [barX, barY] = incoming ? [a, from] : [b, y];
    return { path, tone, actual, chosen, bar: actual === 'deny' ? `M${barX} ${barY - 6}V${barY + 6}` : '' };
  });
}

/** One line along everything, and from it a short one to each row. */
function railed(role: Rect, ends: readonly End[]): Wire[] {
  const middle = role.top + role.height / 2;
  const heights = [middle, ...ends.map(({ row }) => row.top + row.height / 2)];
  const rail: Wire = {
    path: `M${RAIL} ${Math.min(...heights)}V${Math.max(...heights)}M${RAIL} ${middle}H${role.left}`,
    tone: 'none',
    actual: 'allow',
    bar: '',
    chosen: false,
  };
  const stubs = ends.map(({ card, row, tone, actual, chosen }): Wire => {
    const y = row.top + row.height / 2;
    const to = card.left - (actual === 'deny' ? 4 : 0);
    return {
      path: `M${RAIL} ${y}H${to}`,
      tone,
      actual,
      chosen,
      bar: actual === 'deny' ? `M${to} ${y - 5}V${y + 5}` : '',
    };
  });
  return [rail, ...stubs];
}
