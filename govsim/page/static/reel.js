// A trace, read message by message, and the two offices that it tells of. Levels of truth are replayed from the level
// that each event tells; there is no rule of the model here.
const READ = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i1: Int8Array, i2: Int16Array, i4: Int32Array, f4: Float32Array };
const GONE = -1;
const SAME = -2;
export const EMPTY = 255; // effort of premises without a firm

/** Yields {head, columns} of each message of a stream of bytes. */
export async function* messages(stream) {
  const reader = stream.getReader();
  let held = new Uint8Array(0);
  const fill = async (size) => {
    while (held.length < size) {
      const { done, value } = await reader.read();
      if (done) return false;
      const joined = new Uint8Array(held.length + value.length);
      joined.set(held);
      joined.set(value, held.length);
      held = joined;
    }
    return true;
  };
  const take = async () => {
    if (!(await fill(4))) return null;
    const size = new DataView(held.buffer, held.byteOffset).getUint32(0, true);
    if (!(await fill(4 + size))) return null;
    const part = held.slice(4, 4 + size);
    held = held.subarray(4 + size);
    return part;
  };
  for (;;) {
    const told = await take();
    const body = told && (await take());
    if (!body) return;
    const head = JSON.parse(new TextDecoder().decode(told));
    const columns = {};
    let at = 0;
    for (const [name, kind, count] of head.columns) {
      const type = READ[kind];
      const size = count * type.BYTES_PER_ELEMENT;
      columns[name] = new type(body.slice(at, at + size).buffer);
      at += size;
    }
    yield { head, columns };
  }
}

export class Reel {
  constructor(head, first) {
    Object.assign(this, head);
    this.first = first;
    this.firms = first.x.length;
    this.kind = Object.fromEntries(head.events.map((name, n) => [name, n]));
    this.A = new Office(this);
    this.B = new Office(this);
    this.outcomes = null;
    this.ready = 0; // weeks that both offices have
  }

  add({ head, columns }) {
    if (head.type === "end") this.outcomes = head.outcomes;
    else for (const side of head.office) this[side].add(head, columns);
    this.ready = Math.min(this.A.ready, this.B.ready);
  }
}

class Office {
  constructor(reel) {
    this.reel = reel;
    this.weeks = [];
    this.accidents = [];
    this.curves = reel.curves.map(() => new Float32Array(reel.weeks).fill(NaN));
    this.ready = 0;
    this.known = Array.from({ length: reel.firms }, () => new Map()); // serial → hazard, as told so far
    this.major = [];
    this.start = [];
    const f = reel.first;
    f.hazard_firm.forEach((firm, n) => {
      this.known[firm].set(f.hazard_serial[n], this.major.length);
      this.major.push(f.hazard_major[n]);
      this.start.push([firm, f.hazard_level[n], f.hazard_paper[n]]);
    });
    this.reset();
  }

  add(head, columns) {
    let at = 0;
    const weeks = head.to - head.from;
    this.reel.curves.forEach((_, n) => this.curves[n].set(columns.curves.subarray(n * weeks, (n + 1) * weeks), head.from));
    for (let n = 0; n < weeks; n++) {
      const to = at + columns.rows[n];
      this.weeks.push(this.week(head.from + n, columns, at, to, n));
      at = to;
    }
    this.ready = head.to;
  }

  /** Returns what happens in a week, with hazards numbered through. */
  week(week, columns, from, to, n) {
    const part = (name) => columns[name].subarray(from, to);
    const told = { firm: part("firm"), event: part("event"), level: part("level"), channel: part("channel"), actor: part("actor") };
    told.hazard = new Int32Array(to - from).fill(-1);
    told.next = new Int8Array(to - from).fill(SAME);
    told.effort = columns.effort.subarray(n * this.reel.firms, (n + 1) * this.reel.firms);
    told.harm = [];
    told.newcomers = [];
    const { kind } = this.reel;
    for (let row = from; row < to; row++) {
      const firm = columns.firm[row], event = columns.event[row], serial = columns.serial[row];
      if (event === kind.accident) told.harm.push({ week, firm, level: columns.level[row], deaths: 0 });
      if (serial < 0) continue;
      const known = this.known[firm];
      if (!known.has(serial)) {
        known.set(serial, this.major.length);
        this.major.push(columns.major[row]);
      }
      told.hazard[row - from] = known.get(serial);
      if (event === kind.repaired || event === kind.left) {
        told.next[row - from] = GONE;
        known.delete(serial);
      } else if (event !== kind.accident && event !== kind.injury) told.next[row - from] = columns.level[row];
    }
    columns.death_week.forEach((when, d) => {
      const met = when === week && told.harm.findLast((harm) => harm.firm === columns.death_firm[d]);
      if (met) met.deaths += columns.death_count[d];
    });
    columns.new_week?.forEach((when, c) => {
      if (when === week) told.newcomers.push([columns.new_firm[c], columns.new_sector[c], columns.new_employees[c]]);
    });
    this.accidents.push(...told.harm);
    return told;
  }

  reset() {
    const { firms, levels, first } = this.reel;
    this.at = -1;
    this.level = new Int8Array(Math.max(1024, 2 * this.major.length)).fill(GONE);
    this.paper = new Int8Array(this.level.length);
    this.open = levels.map(() => new Int32Array(firms));
    this.majors = levels.map(() => new Int32Array(firms));
    this.onPaper = new Int32Array(firms);
    this.total = new Int32Array(levels.length);
    this.papers = 0;
    this.sector = first.sector.slice();
    this.employees = first.employees.slice();
    this.start.forEach(([firm, level, paper], hazard) => {
      this.shift(firm, hazard, level);
      this.mark(firm, hazard, paper);
    });
  }

  /** Goes to the end of a week; -1 is the start. */
  seek(week) {
    const target = Math.min(week, this.ready - 1);
    if (target < this.at) this.reset();
    if (this.level.length < this.major.length) this.grow();
    while (this.at < target) this.apply(this.weeks[++this.at]);
  }

  grow() {
    const size = 2 * this.major.length;
    const level = new Int8Array(size).fill(GONE), paper = new Int8Array(size);
    level.set(this.level);
    paper.set(this.paper);
    this.level = level;
    this.paper = paper;
  }

  apply(told) {
    const { kind } = this.reel;
    for (let n = 0; n < told.hazard.length; n++) {
      const hazard = told.hazard[n], next = told.next[n];
      if (hazard < 0 || next === SAME) continue;
      const event = told.event[n], firm = told.firm[n];
      this.shift(firm, hazard, next);
      if (event === kind["closed on paper"]) this.mark(firm, hazard, 1);
      else if (event === kind.ordered || next === GONE) this.mark(firm, hazard, 0);
    }
    for (const [firm, sector, employees] of told.newcomers) {
      this.sector[firm] = sector;
      this.employees[firm] = employees;
    }
  }

  shift(firm, hazard, next) {
    const before = this.level[hazard], major = this.major[hazard];
    const [low, high, step] = next > before ? [before + 1, next, 1] : [next + 1, before, -1];
    for (let level = low; level <= high; level++) {
      this.open[level][firm] += step;
      this.majors[level][firm] += step * major;
      this.total[level] += step;
    }
    this.level[hazard] = next;
  }

  mark(firm, hazard, paper) {
    const change = paper - this.paper[hazard];
    this.onPaper[firm] += change;
    this.papers += change;
    this.paper[hazard] = paper;
  }

  get now() {
    return this.weeks[this.at];
  }

  /** Returns by inspector the firms that he visits in a week, in order, and where he comes from. */
  rounds(week) {
    const rounds = new Map();
    for (const which of [week - 1, week]) {
      const told = this.weeks[which];
      if (!told) continue;
      for (let n = 0; n < told.event.length; n++) {
        if (told.event[n] !== this.reel.kind.visit || told.channel[n] !== 0 || told.actor[n] < 0) continue;
        const actor = told.actor[n];
        if (!rounds.has(actor)) rounds.set(actor, { from: -1, to: [] });
        const round = rounds.get(actor);
        if (which === week) round.to.push(told.firm[n]);
        else round.from = told.firm[n];
      }
    }
    return rounds;
  }
}
