// Long lists: only the rows in sight exist, however many there are.

const OVERSCAN = 6;

class VirtualRows {
  /** `scroller` scrolls `body`, in which `render(index)` rows of `height()` pixels stand. */
  constructor({ scroller, body, height, render, headroom = 0 }) {
    Object.assign(this, { scroller, body, height, render, headroom });
    this.count = 0;
    this.rows = new Map();
    this.draw = eachFrame(() => this.drawNow());
    scroller.addEventListener("scroll", this.draw, { passive: true });
    new ResizeObserver(this.draw).observe(scroller);
  }

  /** Show so many rows anew. */
  reset(count) {
    this.count = count;
    this.clear();
    styled(this.body, { height: `${count * this.height()}px` });
    this.drawNow();
  }

  clear() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }

  drawNow() {
    const height = this.height();
    if (height !== this.drawnHeight) {
      this.drawnHeight = height;
      this.clear();
      styled(this.body, { height: `${this.count * height}px` });
    }
    const room = this.scroller.clientHeight - this.headroom;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / height) - OVERSCAN);
    const last = Math.min(this.count, Math.ceil((this.scroller.scrollTop + room) / height) + OVERSCAN);
    for (const [index, row] of this.rows) {
      if (index < first || index >= last) { row.remove(); this.rows.delete(index); }
    }
    for (let index = first; index < last; index += 1) this.rows.get(index) ?? this.add(index, height);
  }

  add(index, height) {
    const row = styled(this.render(index), { transform: `translateY(${index * height}px)`, height: `${height}px` });
    this.rows.set(index, row);
    // Those who read the page hear the rows in the order of the document.
    const next = this.rows.get(index + 1);
    this.body.insertBefore(row, next ?? null);
  }

  /** Draw one row again. */
  refresh(index) {
    const row = this.rows.get(index);
    if (!row) return;
    row.remove();
    this.rows.delete(index);
    this.add(index, this.height());
  }

  /** Scroll as little as brings a row into sight. */
  reveal(index) {
    const height = this.height();
    const room = this.scroller.clientHeight - this.headroom;
    const top = index * height;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + height > this.scroller.scrollTop + room) this.scroller.scrollTop = top + height - room;
    this.drawNow();
  }

  /** How many rows a page has. */
  get page() {
    return Math.max(1, Math.floor((this.scroller.clientHeight - this.headroom) / this.height()) - 1);
  }
}

/** Where a key leads in a list; undefined for keys that do not move. */
function moved(key, index, rows) {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: rows.page, PageUp: -rows.page, Home: -Infinity, End: Infinity };
  if (!(key in steps)) return undefined;
  return Math.min(rows.count - 1, Math.max(0, index + steps[key]));
}
