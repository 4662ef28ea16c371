// 强制休假抽取独立验证程序（第2版；浏览器或 Node，不联网）
// Stand-alone check of a mandatory-leave draw, for a browser or for Node; no network,
// no library: the hashes, the signature check and everything else are in this file.
//   node verify_draw.js FOLDER --root "POSTED ROOT" [--head H] [--value NAME=NUMBERS]
//                       [--key ROLE=SHA256:…] [--proof FILE] [--lang zh|en]
// Ends with 0 verified, 5 root not compared, 6 rejected, 7 a bundle of version 1,
// 8 nothing wrong, but not drawn yet: committed, or an attempt failed or void and none open.
// Sections, in the order of the specification at the end of docs/draw.md:
//   0 bytes and what is said  1 writing  2 forms  3 the ledger  4 the commitment, signatures,
//   time stamp, attempts before  5 the opening  6 names  7 files  8 the page
//   9 the certificate  10 windows  11 the whole, from where to read: examine()
"use strict";

const VerifyDraw = (() => {
  // ---- 0. Bytes, hashes, fractions, and what is said ----------------------------------------
  const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const utf8 = (string) => new TextEncoder().encode(string);
  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const unhex = (string) => {
    if (!/^([0-9a-f]{2})*$/.test(string)) throw new Error("not hexadecimal");
    return Uint8Array.from(string.match(/../g) || [], (pair) => parseInt(pair, 16));
  };
  const join = (...parts) => {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { out.set(part, at); at += part.length; }
    return out;
  };
  const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
  const firstPrimes = (many) => {
    const primes = [];
    for (let n = 2; primes.length < many; n += 1) if (primes.every((p) => n % p)) primes.push(n);
    return primes;
  };
  // The first `bits` fractional bits of the square or cube root, exactly, by BigInt.
  const rootBits = (n, degree, bits) => {
    const target = BigInt(n) << BigInt(bits * degree);
    let low = 0n, high = 1n << BigInt(bits + 5);
    while (low + 1n < high) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(degree) <= target) low = middle; else high = middle;
    }
    return low & ((1n << BigInt(bits)) - 1n);
  };
  const padded = (message, block, lengthBytes) => {
    const rest = (message.length + 1 + lengthBytes) % block;
    const out = new Uint8Array(message.length + 1 + lengthBytes + (rest ? block - rest : 0));
    out.set(message);
    out[message.length] = 0x80;
    new DataView(out.buffer).setBigUint64(out.length - 8, BigInt(message.length) * 8n);
    return new DataView(out.buffer);
  };
  const K256 = Uint32Array.from(firstPrimes(64), (p) => Number(rootBits(p, 3, 32)));
  const H256 = firstPrimes(8).map((p) => Number(rootBits(p, 2, 32)));
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const sha256 = (message) => {
    const view = padded(message, 64, 8), w = new Uint32Array(64), h = Uint32Array.from(H256);
    for (let at = 0; at < view.byteLength; at += 64) {
      for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + 4 * i);
      for (let i = 16; i < 64; i += 1) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] +
          (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i += 1) {
        const one = (k + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) +
          K256[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        k = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, k].forEach((value, i) => { h[i] += value; });
    }
    const out = new DataView(new ArrayBuffer(32));
    h.forEach((value, i) => out.setUint32(4 * i, value));
    return new Uint8Array(out.buffer);
  };
  const K512 = firstPrimes(80).map((p) => rootBits(p, 3, 64));
  const H512 = firstPrimes(8).map((p) => rootBits(p, 2, 64));
  const M64 = (1n << 64n) - 1n;
  const turn64 = (x, n) => ((x >> n) | (x << (64n - n))) & M64;
  const sha512 = (message) => {
    const view = padded(message, 128, 16), w = [], h = [...H512];
    for (let at = 0; at < view.byteLength; at += 128) {
      for (let i = 0; i < 16; i += 1) w[i] = view.getBigUint64(at + 8 * i);
      for (let i = 16; i < 80; i += 1) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = (w[i - 16] + (turn64(a, 1n) ^ turn64(a, 8n) ^ (a >> 7n)) + w[i - 7] +
          (turn64(b, 19n) ^ turn64(b, 61n) ^ (b >> 6n))) & M64;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 80; i += 1) {
        const one = k + (turn64(e, 14n) ^ turn64(e, 18n) ^ turn64(e, 41n)) +
          ((e & f) ^ (~e & M64 & g)) + K512[i] + w[i];
        const two = (turn64(a, 28n) ^ turn64(a, 34n) ^ turn64(a, 39n)) +
          ((a & b) ^ (a & c) ^ (b & c));
        k = g; g = f; f = e; e = (d + one) & M64; d = c; c = b; b = a; a = (one + two) & M64;
      }
      [a, b, c, d, e, f, g, k].forEach((value, i) => { h[i] = (h[i] + value) & M64; });
    }
    return unhex(h.map((value) => value.toString(16).padStart(16, "0")).join(""));
  };
  const left = (x, n) => (n % 32 ? (x << (n % 32)) | (x >>> (32 - (n % 32))) : x);
  const sm3 = (message) => { // GB/T 32905-2016
    const view = padded(message, 64, 8);
    let v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa,
      0xe38dee4d, 0xb0fb0e4e];
    for (let at = 0; at < view.byteLength; at += 64) {
      const w = [];
      for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + 4 * i) | 0;
      for (let i = 16; i < 68; i += 1) {
        const x = w[i - 16] ^ w[i - 9] ^ left(w[i - 3], 15);
        w[i] = x ^ left(x, 15) ^ left(x, 23) ^ left(w[i - 13], 7) ^ w[i - 6];
      }
      let [a, b, c, d, e, f, g, k] = v;
      for (let i = 0; i < 64; i += 1) {
        const early = i < 16;
        const one = left((left(a, 12) + e + left(early ? 0x79cc4519 : 0x7a879d8a, i)) | 0, 7);
        const two = one ^ left(a, 12);
        const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
        const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
        const t1 = (ff + d + two + (w[i] ^ w[i + 4])) | 0;
        const t2 = (gg + k + one + w[i]) | 0;
        d = c; c = left(b, 9); b = a; a = t1;
        k = g; g = left(f, 19); f = e; e = t2 ^ left(t2, 9) ^ left(t2, 17);
      }
      v = [a, b, c, d, e, f, g, k].map((value, i) => value ^ v[i]);
    }
    return unhex(v.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join(""));
  };
  const hashes = { sha256, sm3 };
  const digest = (bytes, alg) => {
    if (!Object.hasOwn(hashes, alg)) throw new Error(`unknown hash ${alg}`);
    return hex(hashes[alg](bytes));
  };
  const equal = (a, b) => canonical(a) === canonical(b);
  const count = (items) => {
    const found = new Map();
    for (const item of items) found.set(item, (found.get(item) || 0) + 1);
    return found;
  };
  const byBytes = (a, b) => {
    for (let i = 0; i < Math.min(a.length, b.length); i += 1) if (a[i] !== b[i]) return a[i] - b[i];
    return a.length - b.length;
  };
  const inOrder = (strings) => strings.map(utf8).sort(byBytes).map(text);
  const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };
  class Fraction {
    constructor(over, under = 1n) {
      if (under === 0n) throw new Error("division by zero");
      const sign = under < 0n ? -1n : 1n, common = gcd(over, under) || 1n;
      this.over = (sign * over) / common;
      this.under = (sign * under) / common;
    }
    static of(value) {
      if (value instanceof Fraction) return value;
      if (!/^-?\d{1,40}(\/(?!0*$)\d{1,40})?$/.test(String(value))) throw new Error(`no fraction: ${value}`);
      const [over, under] = String(value).split("/").map(BigInt);
      return new Fraction(over, under === undefined ? 1n : under);
    }
    plus(b) { return new Fraction(this.over * b.under + b.over * this.under, this.under * b.under); }
    minus(b) { return this.plus(new Fraction(-b.over, b.under)); }
    times(b) { return new Fraction(this.over * b.over, this.under * b.under); }
    by(b) { return new Fraction(this.over * b.under, this.under * b.over); }
    cmp(b) { const d = this.over * b.under - b.over * this.under; return d < 0n ? -1 : d > 0n ? 1 : 0; }
    abs() { return this.over < 0n ? new Fraction(-this.over, this.under) : this; }
    floor() { const q = this.over / this.under; return this.over % this.under < 0n ? q - 1n : q; }
    toString() { return this.under === 1n ? `${this.over}` : `${this.over}/${this.under}`; }
    toNumber() { return Number(this.over * 1000000n / this.under) / 1e6; }
  }
  const ZERO = new Fraction(0n), ONE = new Fraction(1n);
  const least = (a, b) => (a.cmp(b) <= 0 ? a : b);
  const most = (a, b) => (a.cmp(b) >= 0 ? a : b);
  // What is printed: a mark that could wipe the screen or turn a line round is shown as a box,
  // so that nothing in a bundle can write a verdict of its own.
  const GAP = /[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164]{2,}/g; // it could fill a line
  const plainText = (said) =>
    String(said).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\u25a1").replace(GAP, "\u25a1");
  // A check failed without which nothing else can be read; it has been told.
  class Hopeless extends Error {}
  class Report {
    constructor(language) {
      Object.assign(this, { language, lines: [], failed: [], questions: [], bundle: ["公开件", "public"] });
    }
    words(zh, en) { return this.language === "zh" ? zh : en; }
    check(where, zh, en, holds, found = "") {
      let said = plainText(`[${this.words(...this.bundle)}] ${where} ${this.words(zh, en)}`);
      if (!holds) {
        if (found !== "") said += this.words("：", ": ") + plainText(found);
        this.failed.push(plainText(`${where} ${this.words(zh, en)}`));
      }
      this.lines.push({ holds: Boolean(holds), what: said });
      return Boolean(holds);
    }
    // One check without which the rest could not even be read.
    need(where, zh, en, holds, found = "") {
      if (!this.check(where, zh, en, holds, found)) throw new Hopeless(where);
    }
    show(zh, en) { this.lines.push({ holds: null, what: plainText(this.words(zh, en)) }); }
    ask(zh, en) { this.questions.push(plainText(this.words(zh, en))); }
  }
  const namedPairs = (list) => new Map(list.map((item) => {
    const at = item.indexOf("=");
    return [item.slice(0, at), item.slice(at + 1)];
  }));

  // ---- 1. Writing ---------------------------------------------------------------------------
  // docs/draw.md “Specification”, first paragraph: every text, number, table and instant has one
  // way to be written, so that two programs cannot read it in two ways.
  const ASCII = /^[\0-\x7f]*$/, LONE = /\p{Cs}/u;
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value !== null && typeof value === "object") {
      const keys = Object.keys(value).sort();
      if (!keys.every((key) => ASCII.test(key))) throw new Error("a key of other letters");
      return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    if (typeof value === "number" && !(Number.isInteger(value) && Math.abs(value) < 1e15)) {
      throw new Error("not a whole number of 15 digits");
    }
    if (typeof value === "string" && LONE.test(value)) throw new Error("half a character");
    return JSON.stringify(value);
  };
  const sorted = (value) => {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  };
  // A name without what the eye does not tell apart: width, case, blanks, marks that print nothing.
  const NO_INK = new RegExp("[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2800\\u3164\\ufe00-\\ufe0f" +
    "\\u{e0100}-\\u{e01ef}]", "gu");
  const SETTLED = "0-377 37a-37f 384-38a 38c 38e-3a1 3a3-52f 600-70d f00-f47 f49-f6c f71-f97 " +
    "1100-11ff 1800-1819 1820-1878 1e00-1eff 2000-2064 2066-2071 2074-208e " +
    "2100-218b 2190-2426 2440-244a 2460-2b73 2e80-2e99 2e9b-2ef3 2f00-2fd5 " +
    "2ff0-2ffb 3000-303f 3041-3096 3099-30ff 3105-312f 3131-318e 3190-31e3 " +
    "31f0-321e 3220-a48c a490-a4c6 ac00-d7a3 e000-fa6d fa70-fad9 fe00-fe19 " +
    "fe20-fe52 fe54-fe66 fe68-fe6b feff ff01-ffbe ffe0-ffe6 1d173-1d17a " +
    "2f800-2fa1d e0001 e0020-e007f";
  // What every edition of Unicode reads alike; any other character stands for itself.
  const OLD = `[${SETTLED.replace(/[0-9a-f]+/g, "\\u{$&}").replaceAll(" ", "")}]`;
  const PIECES = new RegExp(`${OLD}+`, "gu"), BEGINS_OLD = new RegExp(`^${OLD}`, "u");
  const folded = (piece) =>
    piece.normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replace(NO_INK, "").replace(/[\p{Z}\p{Cc}\p{Cf}]/gu, "");
  const sameToTheEye = (name) => name.replace(NO_INK, "").replace(PIECES, folded);
  // Whether a text is in the form NFC.
  const composed = (string) => (string.match(PIECES) || []).every((piece) => piece.normalize("NFC") === piece);
  // What tells people apart: the letters and digits of a name, whatever the edition of Unicode;
  // 甲 and 甲. are one.
  const countsAsLetter = (c) => (c.codePointAt(0) > 0xffff
    ? /[\u{20000}-\u{3ffff}]/u.test(c) // rarer Chinese characters
    : BEGINS_OLD.test(c) && /[\ue000-\uf8ff\p{L}\p{N}]/u.test(c));
  const lettersOf = (name) => [...sameToTheEye(name)].filter(countsAsLetter).join("");
  // Marks that print nothing, line ends and those that steer a screen: in no text at all.
  const HIDDEN = new RegExp("[\\0-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f" +
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\ufff9-\\ufffb" +
    "\\u{e0001}\\u{e0020}-\\u{e007f}\\u{e0100}-\\u{e01ef}]", "u");
  // What a verifier says, and no text may say in its place.
  const VERDICT = /验证通过|验证不通过|承诺值未核对|须另行核对|公开件]|核查件]|public]|inspection]|VERIFIED|REJECTED|NOTCOMPARED|COMPAREOUTSIDE|lungangdraw/;
  // What would persuade a reader in a name; in that of a source 通过 would, too.
  const PERSUADES = /核对|核实|核验|验证|相符|不符|无误|一致|属实|有效|verif|check|pass|confirm|valid|reject|compar/;
  // What tells a person, an office or a source apart; nothing of a name that persuades.
  const calledSo = (name) => (PERSUADES.test(sameToTheEye(name)) ? "" : lettersOf(name));
  // Every text in a value, of a line of a table without its end.
  const textsOf = (value) => (typeof value === "string" ? [value.replace(/\n$/, "")]
    : value !== null && typeof value === "object" ? Object.values(value).flatMap(textsOf) : []);
  // Every text in a value that hides something or speaks as a verifier does.
  const unfit = (value) => textsOf(value).filter((string) => HIDDEN.test(string) ||
    VERDICT.test(string.replace(PIECES, (piece) => piece.normalize("NFKC")).replaceAll(" ", "")));
  // Names that are different and look the same.
  const alike = (names) => {
    const seen = new Map();
    return [...names].filter((name) => {
      const plain = sameToTheEye(name);
      if (!seen.has(plain)) seen.set(plain, name);
      return seen.get(plain) !== name;
    }).sort();
  };
  const counted = (row, where, low, high) => { // where is the file and the column
    const string = row[where.split(" ")[1]], number = Number(string);
    if (!/^(0|[1-9]\d{0,5})$/.test(string) || number < low || number > high) {
      throw new Error(`${where}: ${string}`);
    }
    return number;
  };
  // The cells of a line; an error for a line that could be written otherwise.
  const cells = (line) => {
    const found = [];
    let cell = "", quoted = false;
    for (let i = 0; i < line.length; i += 1) {
      const c = line[i];
      if (quoted && c === '"' && line[i + 1] === '"') { cell += '"'; i += 1; }
      else if (c === '"') quoted = !quoted;
      else if (c === "," && !quoted) { found.push(cell); cell = ""; }
      else cell += c;
    }
    found.push(cell);
    const again = found.map((c) => (/[",]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(",");
    if (again !== line || line === "" || !composed(line)) {
      throw new Error(`not the only way to write a line: ${line}`);
    }
    if (found.some((c) => c.length > 1 && "=+-@\t".includes(c[0]))) {
      throw new Error(`a cell that a spreadsheet would run: ${line}`);
    }
    return found;
  };
  const COLUMNS = { "book.csv": "page,pids", "page_covers.csv": "page,covers",
    "odds.csv": "pid,pages,of", "roster.csv": "pid,unit,process,years_since_draw",
    "covers.csv": "pid,cover,capacity", "conflicts.csv": "pid,cover,reason,article,evidence",
    "exclusions.csv": "pid,reason,article,evidence,evidence_hash,approved_by,second_approver",
    "calendar.csv": "date,workday,label", "reasons.csv": "pid,ideal,reason_zh,reason_en",
    "schedule": "pid,first,last,cover,how" };
  const ONE_ROW_EACH = ["roster.csv", "exclusions.csv", "odds.csv", "reasons.csv", "schedule"];
  // The rows of a table; its lines must be in order, and none there twice.
  const table = (bytes, name) => {
    if (bytes.includes(13) || hex(bytes.slice(0, 3)) === "efbbbf") {
      throw new Error(`a line end or a first mark of another system`);
    }
    const kind = name.startsWith("schedule-") ? "schedule" : name;
    const [head, ...lines] = text(bytes).split("\n"), last = lines.pop(), header = cells(head);
    const kept = lines.map(utf8);
    const ordered = last === "" && kept.every((line, i) => i === 0 || byBytes(kept[i - 1], line) < 0);
    const rows = lines.map(cells).map((line) => {
      if (line.length !== header.length) {
        throw new Error(`a row has not the columns of its heading`);
      }
      return Object.fromEntries(header.map((field, i) => [field, line[i]]));
    });
    const more = kind === "roster.csv" ? head.slice(COLUMNS[kind].length).split(",").slice(1) : [];
    const plain = [COLUMNS[kind], ...inOrder([...new Set(more)])].join(",");
    const headed = head === plain && !head.includes('"') && new Set(header).size === header.length && !alike(header).length;
    const once = !ONE_ROW_EACH.includes(kind) || new Set(rows.map((row) => row.pid)).size === rows.length;
    return { rows, head, headed, holds: ordered && once };
  };
  const nextDay = (day, many) => {
    const found = new Date(`${day}T00:00:00Z`);
    found.setUTCDate(found.getUTCDate() + many);
    return found.toISOString().slice(0, 10);
  };
  const isDay = (day) => typeof day === "string" && /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(day) &&
    nextDay(day, 0) === day;
  const moment = (string) => {
    // In Beijing time, so that its day is everybody's day.
    const form = /^(?!0000)\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}\+08:00$/;
    const found = form.test(string) && isDay(string.slice(0, 10)) ? Date.parse(string) : NaN;
    if (Number.isNaN(found)) throw new Error(`not an instant: ${string}`);
    return found;
  };
  const isInstant = (value) => {
    try { return typeof value === "string" && Number.isFinite(moment(value)); } catch { return false; }
  };
  const isHash = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
  const spoken = (root) => root.match(/.{1,8}/g).join(" ");
  const sameHash = (posted, computed) =>
    posted.toLowerCase().replace(/[^0-9a-f]/g, "") === computed && computed !== "" && // none is none
    !/[^0-9a-fA-F\s"'“”‘’]/.test(posted);
  const sealed = (name, data, salt, alg) =>
    digest(join(salt, utf8(name), Uint8Array.of(0), data), alg);
  const reader = (files, report) => {
    const known = new Set();
    const get = (name) => {
      known.add(name);
      if (!files.has(name)) throw new Error(`${name} 缺失 is missing`);
      return files.get(name);
    };
    const named = (name, work) => {
      try { return work(get(name)); } catch (error) { throw new Error(`${name}: ${error.message}`); }
    };
    // What a file says; it must be in the one form that its text can have.
    const json = (name) => {
      const found = named(name, (bytes) => JSON.parse(text(bytes)));
      if (found === null || typeof found !== "object" || Array.isArray(found)) throw new Error(`${name}: { }`);
      const plain = named(name, () => canonical(found));
      const form = name === "rules.json" ? `${JSON.stringify(sorted(found), null, 2)}\n` : plain;
      if (!same(utf8(form), get(name))) report.check(name, "写法唯一", "in the only form", false);
      fit(name, found);
      return found;
    };
    // A check that no text of a file hides anything or speaks as a verifier does.
    const fit = (name, found) => {
      const odd = unfit(found);
      if (odd.length) {
        report.check(`${name} text`, ...BROKEN.text, false, odd.slice(0, 3));
      }
    };
    const formed = (name, found, form) => {
      const odd = misfit(found, form);
      report.need(`${name} ${odd.replace(/^\./, "")}`.trim(), "各项写法、范围如规格所定",
        "every entry has its form and range", !odd);
    };
    return { get, known, json, formed,
      table: (name) => {
        const { rows, head, headed, holds } = named(name, (bytes) => table(bytes, name));
        if (!headed) {
          report.need(`${name} ${head}`, "列如规格所定", "its columns are those of the specification", false);
        }
        fit(name, text(get(name)).split("\n"));
        if (!holds) {
          report.check(`${name} rows`, "各行有序、不重复、一人一行",
            "in order, none there twice, one a person", false);
        }
        return rows;
      },
      has: (name) => files.has(name),
      names: () => [...files.keys()].sort() };
  };

  // ---- 2. Forms -----------------------------------------------------------------------------
  // docs/draw.md “Forms”, and the ranges behind it: a type, a test of one value, a list of one
  // form, the keys there must be, or "*".
  // Where a value has not its form, or nothing; true is no number, 1 is no truth.
  const misfit = (value, form, at = "") => {
    if (typeof form === "string") return typeof value === form ? "" : at || ".";
    if (typeof form === "function") return form(value) ? "" : at || ".";
    if (Array.isArray(form)) {
      if (!Array.isArray(value)) return at || ".";
      return value.map((one, i) => misfit(one, form[0], `${at}[${i}]`)).find(Boolean) || "";
    }
    if (value === null || typeof value !== "object" || Array.isArray(value)) return at || ".";
    const keys = "*" in form ? Object.fromEntries(Object.keys(value).map((k) => [k, form["*"]])) : form;
    const odd = [...Object.keys(keys).filter((k) => !Object.hasOwn(value, k)),
      ...Object.keys(value).filter((k) => !Object.hasOwn(keys, k))].sort();
    if (odd.length) return `${at}.${odd[0]}`;
    return Object.keys(keys).map((k) => misfit(value[k], keys[k], `${at}.${k}`)).find(Boolean) || "";
  };
  const S = "string", N = "number", B = "boolean";
  const among = (...words) => (value) => words.includes(value);
  const between = (low, high) => (value) => Number.isInteger(value) && low <= value && value <= high;
  const writtenAs = (form) => (value) => typeof value === S && form.test(value);
  const fractionFrom = (low, high, form = /^/) => (value) => {
    if (typeof value !== S || !form.test(value)) return false;
    try {
      const found = Fraction.of(value);
      return Fraction.of(low).cmp(found) <= 0 && found.cmp(Fraction.of(high)) <= 0;
    } catch { return false; }
  };
  // A text that shows something.
  const something = (value) => typeof value === S && sameToTheEye(value) !== "";
  const hashOrNothing = (value) => value === "" || isHash(value);
  // At most 20 letters and digits, which persuade nobody.
  const sourceName = (value) => typeof value === S && value !== "" && [...value].length <= 20 &&
    [...value].every(countsAsLetter) && calledSo(value) !== "" && !value.includes("通过");
  // Names of programs with their versions.
  const versions = (value) => value !== null && typeof value === "object" && !Array.isArray(value) &&
    Object.entries(value).every(([name, version]) => /^[a-z][a-z0-9-]{0,30}$/.test(name) &&
      writtenAs(/^[0-9A-Za-z][0-9A-Za-z.+!-]{0,40}$/)(version));
  // A pseudonym and the day on which its holder signed.
  const aReceipt = (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === S && isDay(value[1]);
  // In figures an article of the regulation, which has 38; else the name of a law, and no
  // article of the regulation in words.
  const ARTICLE = "([1-9]|[12][0-9]|3[0-8])(\\([0-9]{1,2}\\)[0-9]{0,2})?";
  const ARTICLES = new RegExp(`^${ARTICLE}(, ${ARTICLE})*$`);
  const isArticle = (value) => typeof value === S && (BEGINS_OLD.test(value) && /^\p{Nd}/u.test(value) ? ARTICLES.test(value)
    : something(value) && !/^(第|本办法|本规定|article)/.test(sameToTheEye(value)));
  const DRAW_ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,40}$/, PID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/;
  const SHORT = /^[0-9]{1,6}(\/[1-9][0-9]{0,6})?$/; // the fractions of rules.json
  const MANY = between(0, 1e6), HASH = among("sha256", "sm3"), PAGES = between(1, 1e5);
  const PART = fractionFrom(0, 1, SHORT), CHANCE = fractionFrom(0, 1);
  const OPEN_FORM = { schema: among("lungang-draw-open/2"), draw: writtenAs(DRAW_ID), org: something, hash: HASH,
    workbook: hashOrNothing, plan: hashOrNothing, names_root: isHash, salt_hash: isHash,
    holders: between(1, 1e6), excluded: MANY, offices: { "*": something }, inputs: { "*": isHash } };
  const PART_FORM = { name: S, count: between(-1e9, 1000), low: between(-1e9, 1e9),
    high: between(-1e9, 1e9), ordered: B, distinct: B };
  const SOURCE_FORM = { name: sourceName, kind: S, not_before: isInstant, issue: S, chain: S,
    round: between(0, 1e12), parts: [PART_FORM] };
  const POLICY_FORM = { share: fractionFrom("1/1000000", 1, SHORT), share_base: among("pool", "holders"),
    rounding: among("up", "down", "nearest"), odds_floor: PART, odds_ceiling: PART,
    entropy_bits_min: between(40, 256), waiting_days: between(0, 60),
    deviation_max: fractionFrom(0, "1/20", SHORT), replace_max: PART };
  const COMMIT_FORM = { schema: among("lungang-draw-commit/2"), org: something, draw: writtenAs(DRAW_ID), attempt: between(1, 1e6),
    ledger_head: isHash, committed_at: isInstant, hash: HASH, pages: PAGES, K: between(1, 1e6), mode: among("balls+public", "public", "balls"),
    sources: [SOURCE_FORM], signers: [S], files: { "*": S }, sealed: { "*": S }, policy: POLICY_FORM,
    holders: between(1, 1e6), excluded: MANY, deviation: CHANCE, names_root: isHash,
    salt_hash: isHash, window_secret_hash: isHash, reveal_deadline: isInstant, software: versions };
  const CITED = ["share", "quotas", "weights", "odds", "pages", "cover", "window", "exclusions", "register",
    "hash", "entropy"];
  const RULE_FORM = { ...POLICY_FORM, schema: among("lungang-draw-rules/2"), pages: PAGES, exclusion_alarm: PART, hash: HASH,
    quotas: [{ id: something, field: something, value: something, min: MANY, max: MANY, reason: something,
      article: isArticle }],
    weights: { base: between(1, 1000), per_year: between(0, 1000), years_cap: between(0, 60) },
    cover: { required: B, drawn_may_cover: B },
    window: { working_days: between(1, 60), first: isDay, last: isDay, start: among("any-day", "week"),
      blackouts: [{ from: isDay, to: isDay, reason: something }], unit_absent_max: MANY,
      process_absent_max: MANY, total_absent_max: MANY, notice: among("unannounced", "announced"),
      notice_days: between(0, 30) },
    exclusion_reasons: [{ code: something, zh: something, en: something, article: isArticle }],
    register: { overdue_years: between(0, 60), same_month_years: between(2, 60), blackout_share: PART },
    sources: Object.fromEntries(CITED.map((name) => [name, something])) };
  // What of rules.json is above what it must be below, or named as another is.
  const turnedRound = (rules) => {
    const { window, quotas } = rules, twice = (list) => list.filter((one, i) => list.indexOf(one) !== i);
    return [
      ...(Fraction.of(rules.odds_floor).cmp(Fraction.of(rules.odds_ceiling)) > 0 ? ["odds_floor"] : []),
      ...(window.first > window.last ? ["window.first"] : []),
      ...window.blackouts.flatMap((b, k) => (b.from > b.to ? [`window.blackouts[${k}].from`] : [])),
      ...quotas.flatMap((q, k) => (q.min > q.max ? [`quotas[${k}].min`] : [])),
      ...twice(["K", ...quotas.map((q) => q.id)]).map((id) => `quotas ${id}`),
      ...twice(rules.exclusion_reasons.map((r) => r.code)).map((code) => `exclusion_reasons ${code}`)];
  };
  const aPair = (value) => Array.isArray(value) && value.length === 2 && value.every(CHANCE) &&
    Fraction.of(value[0]).cmp(Fraction.of(value[1])) <= 0;
  const aRow = (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === S &&
    fractionFrom("-1000000000000", "1000000000000")(value[1]);
  const aJudge = (value) => value !== null && typeof value === "object" &&
    !misfit(value, value.asked ? { asked: B, attained: B, lists: MANY } : { asked: B });
  const CERTIFICATE_FORM = { schema: among("lungang-draw-certificate/1"), judge: aJudge, widened: { "*": aPair }, corrected: { "*": CHANCE },
    levels: [{ value: fractionFrom(-1, 10), people: [S], multipliers: [aRow] }] };
  const RECORD_FORMS = { // of a value, by the kind of its source; any other is of numbers
    balls: { source: S, at: S, digits: [between(0, 9)], witnesses: [S] },
    drand: { source: S, at: S, round: N, signature: S, value: S },
    "": { source: S, at: S, numbers: [[between(-1e9, 1e9)]] } };
  const LINES_FORM = { added: [S], removed: [S] };
  const CHANGE_FORM = { pid: S, number: S, reason: something, evidence: something };
  const DIARY_FORM = { pid: S, at: S, note: S, evidence: hashOrNothing };
  const EXCLUDED = COLUMNS["exclusions.csv"].split(",");
  const PAPER_FORMS = { // of the paper behind a line, besides its kind and a nonce
    SLIPS: { receipts: [aReceipt] }, VOID: { root: S, reason: something },
    EXCLUDE: { ...Object.fromEntries(EXCLUDED.map((column) => [column, S])), article: isArticle,
      evidence: something, evidence_hash: hashOrNothing,
      lines: { "roster.csv": LINES_FORM, "exclusions.csv": LINES_FORM, "covers.csv": LINES_FORM } },
    DEFER: { ...CHANGE_FORM, until: isDay }, REPLACE: CHANGE_FORM, CARRY: CHANGE_FORM,
    NOTIFY: DIARY_FORM, START: DIARY_FORM, RETURN: DIARY_FORM, APPEAL: DIARY_FORM,
    DECIDE: { ...DIARY_FORM, outcome: S, note: something } };
  const RESCHEDULES = ["SCHEDULE", "DEFER", "REPLACE", "CARRY"];

  // ---- 3. The ledger ------------------------------------------------------------------------
  // docs/draw.md “Ledger”: what may follow what, line by line.
  const FIELDS = ["actor", "alg", "at", "draw", "facts", "hash", "note", "payload", "prev",
    "root", "seq", "type"];
  const CHANGES = new Map([["DEFER", "改期"], ["REPLACE", "替补"], ["CARRY", "转入下一年度"]]);
  const ROLES = new Map([["hr", "人事部门"], ["control", "内控部门"], ["discipline", "纪检机构"]]);
  const MODES = new Map([["balls+public", "号球加公共数值"], ["public", "公共数值"], ["balls", "号球"]]);
  const DIARY = ["NOTIFY", "START", "RETURN", "DEFER", "REPLACE", "CARRY", "APPEAL",
    "DECIDE"];
  const BROKEN = {
    "form": ["不是规范的台账记录", "is no canonical ledger line"],
    "chain": ["编号、前一条哈希或本条哈希不符", "number or hash does not fit"],
    "time": ["时间写法不对或早于上一条", "the time is wrong or runs backwards"],
    "opened-twice": ["同一编号启动两次", "this draw was opened before"],
    "actor": ["没有写明经办单位", "does not say which office acted"],
    "open-facts": ["启动记录没有锁定姓名表和输入", "names or inputs are not fixed"],
    "facts": ["事项多了或少了，或写了别的", "says more or less than its kind of line does"],
    "text": ["文字有看不见的字符或验证程序的判语", "a text hides a mark or gives a verdict"],
    "alg": ["散列算法与本抽取其他记录不同", "hashed otherwise than its draw is"],
    "not-open": ["该抽取没有启动", "this draw was never opened"],
    "closed": ["结案之后又有记录", "comes after the close"],
    "exclude-late": ["承诺之后排除人员", "somebody is left out after the commitment"],
    "approvers": ["没有两名不同的审批人", "two different approvers are missing"],
    "excluded-twice": ["同一人排除两次", "the same person is left out twice"],
    "detail": ["没有依据材料的哈希", "the hash of the papers is missing"],
    "slips": ["抽签条的发放登记重复或太晚", "slips are recorded twice or too late"],
    "no-slips": ["承诺之前没有发放抽签条", "no slips were handed out before"],
    "redraw": ["已有结果又重新承诺", "committed again after a result"],
    "commit-open": ["上一份承诺尚未了结", "the last commitment is undecided"],
    "sources": ["公共数值的来源写法不对", "the sources are not written as they must"],
    "seed-known": ["公共数值在承诺时可能已知", "a value could be known already"],
    "deadline": ["揭晓期限不晚于公共数值", "the deadline is before the last value"],
    "attempt": ["第几次承诺的编号不连续", "the number of the attempt has a gap"],
    "roles": ["不是三名不同的签署人", "not three different signers"],
    "no-commitment": ["没有对应的未了结承诺", "no such commitment is waiting"],
    "role": ["不是约定的签署人", "not one of the signers"],
    "signed": ["同一签署人签了两次", "signed twice"],
    "sign-order": ["同一秒的签署不按承诺所列的次序", "signatures of one second out of order"],
    "sign-late": ["签署晚于公共数值可能产生的时间", "signed after a value could exist"],
    "stamped": ["时间戳登记两次", "stamped twice"],
    "stamp-late": ["时间戳晚于公共数值可能产生的时间", "stamped after a value existed"],
    "source": ["不是承诺的来源", "not a source committed to"],
    "entropy-twice": ["同一来源登记两次", "a source is recorded twice"],
    "unsigned": ["三人签齐之前登记数值", "recorded before all three had signed"],
    "too-early": ["数值早于约定时间", "a value before it could exist"],
    "balls-late": ["号球在公共数值产生之后才登记", "balls recorded after the lottery"],
    "entropy-missing": ["还有来源没有数值", "a source has no value yet"],
    "reveal-late": ["揭晓晚于期限而无两人审批", "revealed late without two approvers"],
    "drawn": ["没有写明抽中的人", "does not say who is drawn"],
    "void-late": ["公共数值可能产生之后作废", "voided after a value could exist"],
    "fail-early": ["期限未到就宣布失败", "declared failed before the deadline"],
    "fail-decided": ["数值已齐，应揭晓而不是宣布失败", "all values are there: reveal"],
    "fail-reason": ["失败的理由不成立", "the reason of the failure does not hold"],
    "not-drawn": ["尚未抽取", "nothing has been drawn"],
    "scheduled-twice": ["排期两次", "scheduled twice"],
    "not-scheduled": ["尚未排期", "nothing is scheduled"],
    "person": ["不是在休名单上的人", "not a person on the list"],
    "order": ["通知、离岗、返岗的次序不对", "notice, start and return out of order"],
    "no-appeal": ["没有待裁决的异议", "no appeal of theirs is waiting"],
    "decision": ["裁决没有结果", "a decision without its outcome"],
    "appeals": ["还有异议没有裁决", "an appeal is not decided"],
    "undecided": ["还有未了结的承诺", "a commitment is undecided"],
    "close-count": ["结案所记条数与台账不符", "the close counts other lines"],
    "close-early": ["最后一个窗口结束之前结案", "closed before the last window ended"],
  };
  const newDraw = (facts) => ({
    legacy: !("schema" in facts), closed: false, slips: false, excluded: new Set(),
    attempts: 0, root: "", roles: [], signed: new Map(), stamped: false, sources: new Map(),
    recorded: new Set(), deadline: NaN, drawn: false, scheduled: false, current: new Set(),
    everybody: new Set(), stage: new Map(), tally: new Map(), appeals: new Map(),
  });
  const twoApprovers = (facts) => {
    const one = calledSo(facts.approved_by || "");
    const two = calledSo(facts.second_approver || "");
    return one !== "" && two !== "" && one !== two;
  };
  const CHANGE = "pid approved_by second_approver detail";
  // What a kind of line says always, what may come besides, all or nothing, and whether it is
  // about a commitment (root) and brings a file (payload). The close has its counts.
  const FACTS = { OPEN: ["schema names_root", "", "payload"], SLIPS: ["count detail", "", ""],
    EXCLUDE: [CHANGE, "", ""], COMMIT: ["attempt deadline roles sources", "", "root payload"],
    SIGN: ["role", "", "root payload"], STAMP: ["", "", "root payload"],
    ENTROPY: ["source", "", "root payload"], DRAW: ["drawn", "approved_by second_approver", "root payload"],
    VOID: ["approved_by second_approver detail", "", "root"], FAIL: ["reason", "source", "root payload"],
    SCHEDULE: ["", "", "payload"], NOTIFY: ["pid", "detail", ""], START: ["pid", "detail", ""],
    RETURN: ["pid", "detail", ""], DEFER: [CHANGE, "", "payload"], REPLACE: [CHANGE, "by", "payload"],
    CARRY: [CHANGE, "", "payload"], APPEAL: ["pid", "detail", ""],
    DECIDE: ["pid outcome detail", "", ""], CLOSE: [null, "", ""] };
  const spread = (...words) => words.join(" ").split(" ").filter(Boolean).sort();
  // The rule that the form of a line breaks, or nothing: it says what its kind says, no more and
  // no less.
  const wellFormed = ({ type, actor, facts, note, payload, root }) => {
    const said = Object.keys(facts).sort(), [always, besides, hashed] = FACTS[type];
    if (always !== null && !same(said, spread(always)) && !same(said, spread(always, besides))) return "facts";
    const wrong = [["root", root], ["payload", payload]].some(([key, value]) =>
      !(hashed.includes(key) ? isHash(value) : value === ""));
    if (note !== "" || wrong) return "facts";
    if (unfit([actor, facts]).length) return "text";
    return !Object.hasOwn(facts, "detail") || isHash(facts.detail) ? "" : "detail";
  };
  const firstValue = (draw) => Math.min(...[...draw.sources.values()].map(([, at]) => at));
  const firstPublic = (draw) => Math.min(...[...draw.sources.values()]
    .filter(([kind]) => kind !== "balls").map(([, at]) => at)); // Infinity if there is none
  const beforeCommitment = (draw, { type, facts }) => {
    if (type === "SLIPS") {
      if (draw.slips || draw.root || draw.drawn) return "slips";
      draw.slips = true;
      return "";
    }
    if (draw.root || draw.drawn) return "exclude-late";
    if (!twoApprovers(facts)) return "approvers";
    if (!facts.pid || draw.excluded.has(facts.pid)) return "excluded-twice";
    draw.excluded.add(facts.pid);
    return "";
  };
  const commitmentLine = (draw, event, now) => {
    const { facts } = event;
    if (draw.drawn) return "redraw";
    if (draw.root) return "commit-open";
    if (!draw.slips) return "no-slips";
    let sources, listed, deadline;
    try {
      listed = JSON.parse(facts.sources);
      if (misfit(listed, [[S]]) || canonical(listed) !== facts.sources ||
        listed.some((one) => one.length !== 3)) return "sources";
      sources = new Map(listed.map(([name, kind, at]) => [name, [kind, moment(at)]]));
      deadline = moment(facts.deadline);
    } catch { return "sources"; }
    if (listed.length === 0 || sources.size !== listed.length) return "sources";
    const instants = [...sources.values()].map(([, at]) => at);
    if (event.payload !== event.root) return "facts";
    if (Math.min(...instants) <= now) return "seed-known";
    if (deadline <= Math.max(...instants)) return "deadline";
    if (facts.attempt !== String(draw.attempts + 1)) return "attempt";
    const roles = (facts.roles || "").split(" ");
    if (roles.length !== 3 || new Set(roles).size !== 3 || roles.includes("")) return "roles";
    Object.assign(draw, { attempts: draw.attempts + 1, root: event.root, sources, deadline, roles,
      signed: new Map(), recorded: new Set(), stamped: false });
    return "";
  };
  const entropyLine = (draw, { facts }, now) => {
    if (!draw.sources.has(facts.source)) return "source";
    if (draw.recorded.has(facts.source)) return "entropy-twice";
    if (draw.signed.size !== draw.roles.length) return "unsigned";
    const [kind, due] = draw.sources.get(facts.source);
    if (now < due) return "too-early";
    if (kind === "balls" && now >= firstPublic(draw)) return "balls-late";
    draw.recorded.add(facts.source);
    return "";
  };
  const failureLine = (draw, { facts }, now) => {
    if (!(now > draw.deadline)) return "fail-early";
    if (draw.recorded.size === draw.sources.size) return "fail-decided";
    const missing = [...draw.sources].filter(([name]) => !draw.recorded.has(name));
    const allSigned = draw.signed.size === draw.roles.length;
    const holds = {
      "unsigned": !allSigned,
      "balls-missing": allSigned && missing.some(([, [kind]]) => kind === "balls"),
      "source-not-held": missing.some(([name, [kind]]) => name === facts.source && kind !== "balls"),
    };
    const named = !Object.hasOwn(facts, "source") || missing.some(([name]) => name === facts.source);
    if (!Object.hasOwn(holds, facts.reason) || !holds[facts.reason] || !named) return "fail-reason";
    draw.root = "";
    return "";
  };
  const aboutCommitment = (draw, event, now) => {
    const { type, facts } = event;
    if (!draw.root || event.root !== draw.root) return "no-commitment";
    if (type === "ENTROPY") return entropyLine(draw, event, now);
    if (type === "FAIL") return failureLine(draw, event, now);
    if (type === "DRAW") {
      if (draw.recorded.size !== draw.sources.size) return "entropy-missing";
      if (now > draw.deadline && !twoApprovers(facts)) return "reveal-late";
      if ("approved_by" in facts && !twoApprovers(facts)) return "approvers";
      const people = (facts.drawn || "").split(" ");
      if (people.includes("") || new Set(people).size !== people.length) return "drawn";
      Object.assign(draw, { drawn: true, root: "", current: new Set(people),
        everybody: new Set(people) });
      return "";
    }
    if (type === "SIGN") {
      if (!draw.roles.includes(facts.role)) return "role";
      if (draw.signed.has(facts.role)) return "signed";
      const later = draw.roles.slice(draw.roles.indexOf(facts.role) + 1);
      if (later.some((other) => draw.signed.get(other) === now)) return "sign-order";
      draw.signed.set(facts.role, now);
      return now >= firstValue(draw) ? "sign-late" : "";
    }
    if (type === "STAMP") {
      if (draw.stamped) return "stamped";
      draw.stamped = true;
      return now >= firstValue(draw) ? "stamp-late" : "";
    }
    if (now >= firstValue(draw)) return "void-late";
    if (!twoApprovers(facts)) return "approvers";
    draw.root = "";
    return "";
  };
  const STAGES = { NOTIFY: ["", "told"], START: ["told", "away"], RETURN: ["away", "back"] };
  const afterDraw = (draw, { type, facts }) => {
    if (!draw.drawn) return "not-drawn";
    if (type === "SCHEDULE") {
      if (draw.scheduled) return "scheduled-twice";
      draw.scheduled = true;
      return "";
    }
    if (!draw.scheduled) return "not-scheduled";
    const pid = facts.pid || "", stage = draw.stage.get(pid) || "";
    draw.tally.set(type, (draw.tally.get(type) || 0) + 1);
    const appeals = draw.appeals.get(pid) || 0;
    if (type === "APPEAL") {
      draw.appeals.set(pid, appeals + 1);
      return draw.everybody.has(pid) ? "" : "person";
    }
    if (type === "DECIDE") {
      if (!appeals) return "no-appeal";
      draw.appeals.set(pid, appeals - 1);
      const good = facts.outcome === "upheld" || facts.outcome === "rejected";
      return good ? "" : "decision";
    }
    if (!draw.current.has(pid)) return "person";
    if (Object.hasOwn(STAGES, type)) {
      if (stage !== STAGES[type][0]) return "order";
      draw.stage.set(pid, STAGES[type][1]);
      return "";
    }
    if (stage === "back") return "order";
    if (!twoApprovers(facts)) return "approvers";
    draw.stage.set(pid, "");
    if (type === "REPLACE" || type === "CARRY") draw.current.delete(pid);
    if (type === "REPLACE" && Object.hasOwn(facts, "by")) {
      if (!facts.by || draw.everybody.has(facts.by)) return "person";
      draw.current.add(facts.by);
      draw.everybody.add(facts.by);
    }
    return "";
  };
  const closeLine = (draw, { facts, at }) => {
    if (draw.root) return "undecided";
    if ([...draw.appeals.values()].some(Boolean)) return "appeals";
    const { last, ...counts } = facts, due = DIARY.filter((kind) => draw.tally.get(kind))
      .map((kind) => [kind, String(draw.tally.get(kind))]);
    if (!equal(counts, Object.fromEntries(due))) return "close-count";
    if (draw.drawn && !draw.scheduled) return "not-scheduled";
    if (draw.current.size && !(isDay(last || "") && last < at.slice(0, 10))) return "close-early";
    if (!draw.current.size && last !== undefined) return "facts";
    draw.closed = true;
    return "";
  };
  const accept = (draws, event, now) => {
    const { type, facts } = event;
    if (type === "OPEN") {
      if (draws.has(event.draw)) return "opened-twice";
      const draw = newDraw(facts);
      draws.set(event.draw, draw);
      if (draw.legacy) return "";
      if (!lettersOf(event.actor)) return "actor";
      const fixed = facts.schema === "2" && isHash(facts.names_root);
      return wellFormed(event) || (fixed ? "" : "open-facts");
    }
    const draw = draws.get(event.draw);
    if (draw === undefined) return "not-open";
    if (draw.legacy) { // its own verifier knows its rules; what came of it is told
      draw.drawn ||= type === "DRAW";
      if (["COMMIT", "DRAW", "VOID", "FAIL"].includes(type)) draw.root = type === "COMMIT" ? event.root : "";
      return "";
    }
    if (draw.closed) return "closed";
    if (!lettersOf(event.actor)) return "actor";
    const odd = wellFormed(event);
    if (odd) return odd;
    if (type === "SLIPS" || type === "EXCLUDE") return beforeCommitment(draw, event);
    if (type === "COMMIT") return commitmentLine(draw, event, now);
    if (["SIGN", "STAMP", "ENTROPY", "DRAW", "VOID", "FAIL"].includes(type)) {
      return aboutCommitment(draw, event, now);
    }
    return type === "CLOSE" ? closeLine(draw, event) : afterDraw(draw, event);
  };
  const isEvent = (raw) => raw !== null && typeof raw === "object" &&
    same(Object.keys(raw).sort(), FIELDS) && typeof raw.seq === "number" &&
    FIELDS.every((n) => n === "seq" || n === "facts" || typeof raw[n] === "string") && Object.hasOwn(FACTS, raw.type) &&
    DRAW_ID.test(raw.draw) &&
    raw.facts !== null && typeof raw.facts === "object" && !Array.isArray(raw.facts) &&
    Object.values(raw.facts).every((value) => typeof value === "string");
  const readLedger = (bytes) => {
    const lines = text(bytes).split("\n"), rest = lines.pop();
    const events = [], draws = new Map(), algs = new Map();
    let prev = "0".repeat(64), last = -Infinity;
    for (const [number, line] of lines.entries()) {
      const fault = (code) => ({ events, draws, line: number + 1, code });
      let raw;
      try {
        raw = JSON.parse(line);
        if (!isEvent(raw) || canonical(raw) !== line) return fault("form");
      } catch { return fault("form"); }
      const { hash, ...event } = raw;
      if (event.seq !== number || event.prev !== prev ||
        digest(utf8(canonical(event)), event.alg) !== hash) return fault("chain");
      if (!algs.has(event.draw)) algs.set(event.draw, event.alg);
      if (algs.get(event.draw) !== event.alg) return fault("alg");
      let now;
      try { now = moment(event.at); } catch { return fault("time"); }
      if (now < last) return fault("time");
      const code = accept(draws, event, now);
      if (code) return fault(code);
      events.push(raw);
      prev = hash;
      last = now;
    }
    if (rest !== "") return { events, draws, line: lines.length + 1, code: "form" };
    return { events, draws, line: 0, code: "" };
  };
  const checkLedger = (report, read) => {
    const found = readLedger(read.get("ledger.jsonl")), { line, code } = found;
    const [zh, en] = BROKEN[code] || ["完整、次序合规", "whole, and in lawful order"];
    report.need(code ? `ledger.jsonl:${line} type` : "ledger.jsonl", zh, en, !code, code);
    return found;
  };

  // ---- 4. The commitment --------------------------------------------------------------------
  // docs/draw.md “commit.json”: its line, its files, its signers, its sources.
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const fingerprint = (key) => "SHA256:" + base64(sha256(unbase64(key))).replace(/=+$/, "");
  const INPUTS = ["roster.csv", "exclusions.csv", "covers.csv", "conflicts.csv", "rules.json",
    "calendar.csv"];
  const PUBLIC_FILES = ["open.json", "book.csv", "odds.csv", "allowed_signers", "verify_draw.py",
    "verify_draw.js", "verify_draw.html", "VERIFY.txt"];
  const SEALED_FILES = [...INPUTS, "certificate.json", "reasons.csv", "page_covers.csv"];
  // What --key says: the fingerprints of a role, of more than one attempt if need be.
  const publishedKeys = ({ keys }) => {
    const found = new Map();
    for (const one of keys) {
      const [role, ...shown] = one.split("=");
      found.set(role, [...(found.get(role) || []), shown.join("=")]);
    }
    return found;
  };
  // A misspelled role would compare nothing.
  const checkRoles = (report, published, roles) => {
    const noOne = [...published.keys()].filter((role) => !roles.includes(role)).sort(), named = roles.join(" ");
    if (noOne.length) {
      report.check("--key", `写的是签署人的角色（${named}）`, `names a signer's role (${named})`, false, noOne);
    }
  };
  const checkSigners = (report, read, commit, mine, root, options) => {
    const keys = readSigners(read.get("allowed_signers"));
    report.check("allowed_signers", "三人三钥", "three signers with three keys",
      equal([...keys.keys()], commit.signers) && new Set(keys.values()).size === 3);
    const published = publishedKeys(options);
    checkRoles(report, published, [...keys.keys()]);
    for (const [role, key] of keys) {
      const name = `commit.json.${role}.sig`, shown = fingerprint(key);
      const said = ROLES.has(role) ? `${ROLES.get(role)}（${role}）` : `${role} `;
      report.show(`${said}的公钥指纹 ${shown}`, `key of ${role}: ${shown}`);
      if (published.has(role)) {
        report.check(`allowed_signers ${role}`, "指纹与另处公布的一致",
          "the fingerprint is the one published", published.get(role).includes(shown));
      }
      const begun = mine.some((e) => e.type === "SIGN" && e.root === root && e.facts.role === role);
      if (!read.has(name) && !begun) {
        report.ask(`${role} 尚未签署`, `${role} has not signed yet`);
        continue;
      }
      const signed = digest(read.get(name), commit.hash);
      const noted = mine.some((e) => e.type === "SIGN" && e.root === root &&
        e.payload === signed && equal(e.facts, { role }));
      report.check(name, "签名成立并在台账中", "holds and is in the ledger", noted &&
        signatureHolds(read.get(name), read.get("commit.json"), unbase64(key)));
    }
    if ([...keys.keys()].some((role) => !ROLES.has(role))) {
      const named = [...keys.keys()].join(" ");
      report.ask(`签署人不是人事、内控、纪检三家，确为不同部门的三个人：${named}`,
        `the signers are not of personnel, control and discipline: three people of three offices: ${named}`);
    }
    if (published.size < 3) {
      report.ask("三个公钥指纹与三名签署人另处公布的一致（防止一人持三钥）",
        "compare the three fingerprints with those the signers published");
    }
  };
  // What the line of a commitment says of it.
  const factsOf = (commit) => ({ attempt: String(commit.attempt), deadline: commit.reveal_deadline,
    roles: commit.signers.join(" "),
    sources: canonical(commit.sources.map((s) => [s.name, s.kind, s.not_before])) });
  const checkFilesNamed = (report, name, commit) => report.check(`${name} files`, "承诺了全部文件", "every file is committed to",
    equal(Object.keys(commit.files).sort(), [...PUBLIC_FILES].sort()) &&
    equal(Object.keys(commit.sealed).sort(), [...SEALED_FILES].sort()));
  const checkCommitment = (report, read, events, draws, options) => {
    const data = read.get("commit.json"), commit = read.json("commit.json");
    read.formed("commit.json", commit, COMMIT_FORM);
    report.check("commit.json", "写法规范", "canonical", same(utf8(canonical(commit)), data));
    const root = digest(data, commit.hash), mine = events.filter((e) => e.draw === commit.draw);
    const draw = draws.get(commit.draw);
    report.need("ledger.jsonl OPEN facts.schema", "按第2版启动", "opened under version 2",
      draw !== undefined && !draw.legacy);
    if (options.root) {
      report.check("commit.json", "承诺值与公示的一致", "the root is the one posted",
        sameHash(options.root, root),
        `${spoken(root)}${report.words("；所给的是 ", "; given was ")}${options.root}`);
    }
    const line = mine.find((e) => e.type === "COMMIT" && e.root === root);
    report.need("commit.json, ledger.jsonl COMMIT root", "承诺值在台账中", "the root is in the ledger", line);
    report.check("ledger.jsonl VOID FAIL", "承诺没有作废或失败", "the commitment stands",
      draw.drawn || draw.root === root);
    report.check("ledger.jsonl COMMIT facts", "与 commit.json 一致", "say what commit.json says",
      equal(line.facts, factsOf(commit)) && line.payload === root && line.prev === commit.ledger_head &&
      line.at === commit.committed_at);
    checkFilesNamed(report, "commit.json", commit);
    for (const [name, hash] of Object.entries(commit.files)) {
      report.check(name, "与承诺的哈希一致", "has the hash committed to",
        digest(read.get(name), commit.hash) === hash);
    }
    checkOpening(report, read, commit, events);
    checkSigners(report, read, commit, mine, root, options);
    // Whether the verifier in the folder is this one; its organiser put it there.
    if (hex(sha256(read.get("verify_draw.js"))) !== options.own) {
      report.ask("文件夹里的 verify_draw.js 不是本程序（版本不同，或被换过）：以另处取得的为准",
        "the verify_draw.js in the folder is another than this one (of another version, or " +
        "exchanged): believe the one you got elsewhere");
    }
    const others = ["verify_draw.py", "verify_draw.html", "VERIFY.txt"]
      .map((name) => `${name}=${hex(sha256(read.get(name)))}`).join(" ");
    report.ask(`使用文件夹里的其他验证文件之前，与另处公布的 SHA-256 核对：${others}`,
      `before the other verifiers of the folder are used, compare their SHA-256: ${others}`);
    return { commit, root, mine };
  };
  const log2 = (big) => {
    const digits = big.toString(2);
    return digits.length - 1 + Math.log2(Number(`0b${digits.slice(0, 50)}`) / 2 ** (Math.min(50, digits.length) - 1));
  };
  const bitsOf = (source) => {
    if (source.kind === "drand") return 256;
    let total = 0;
    for (const part of source.kind === "balls" ? [] : source.parts) {
      const span = part.high - part.low + 1;
      if (!part.distinct) { total += part.count * Math.log2(span); continue; }
      let over = 1n, under = 1n;
      for (let i = 0; i < part.count; i += 1) { over *= BigInt(span - i); under *= BigInt(i + 1); }
      total += log2(part.ordered ? over : over / under);
    }
    return total;
  };
  const called = ({ name, issue, round }) => `${name} ${issue || round || ""}`.trim();
  // Whether a source has what its kind needs, and nothing else.
  const writtenAsItsKind = ({ kind, issue, chain, round, parts, not_before: due }) =>
    ["balls", "lottery", "dice", "drand"].includes(kind) &&
    (kind === "lottery" ? /^[0-9]{1,12}$/.test(issue) : issue === "") &&
    parts.length > 0 === ["lottery", "dice"].includes(kind) &&
    parts.every(({ count: many, low, high, distinct }) => many >= 1 && low >= 0 && low < high &&
      !(distinct && many > high - low + 1)) &&
    (kind === "drand") === (Object.hasOwn(BEACONS, chain) && round >= 1) &&
    (kind === "drand" || (chain === "" && round === 0)) &&
    (kind !== "drand" || moment(due) === dueOf({ chain, round }));
  // When a beacon's round appears.
  const dueOf = ({ chain, round }) => {
    const [genesis, period] = Object.hasOwn(BEACONS, chain) ? BEACONS[chain] : [0, 0];
    return 1000 * (genesis + (round - 1) * period);
  };
  // Whether two sources show one value: a round of a beacon, or an issue of a lottery, its
  // number with the century or without, all its groups of numbers or some.
  const oneValue = (one, other) => {
    if (one.kind === "drand" && other.kind === "drand") {
      return one.chain === other.chain && one.round === other.round;
    }
    const [issue, issue2] = [one, other].map((s) => s.issue.replace(/^0+/, ""));
    const [shape, shape2] = [one, other].map((s) => s.parts.map((p) => `${p.count} ${p.low} ${p.high}`));
    return issue + issue2 !== "" && (issue.endsWith(issue2) || issue2.endsWith(issue)) &&
      shape.some((part) => shape2.includes(part)); // or called dice
  };
  // Each source as its kind is written, no value at two, and none that an attempt before
  // expected earlier: its numbers may stand in the newspaper.
  const checkNamed = (report, name, { sources }, before) => {
    const odd = sources.filter((s) => !writtenAsItsKind(s)).map((s) => s.name);
    report.check(`${name} sources kind`, "各来源按其种类写明", "each is written as its kind is",
      odd.length === 0, odd);
    const again = sources.filter((s, k) => sources.slice(0, k).some((other) => oneValue(s, other)) ||
      before.some((old) => oneValue(s, old) && moment(s.not_before) > moment(old.not_before)));
    report.check(`${name} sources issue`, "没有重复的一期，也没有先前承诺已到期的一期",
      "none twice, and none that was due by an earlier commitment", again.length === 0,
      again.map((s) => s.name));
  };
  // Sources whose numbers, in whatever order, another one shows, alone or among more.
  const shownAgain = (sources, values) => {
    const found = new Map([...values].filter(([place]) => bitsOf(sources[place]) >= 20)
      .map(([place, value]) => [place, value.split(/[./]/)]));
    const within = (few, many) => {
      const rest = [...many];
      return few.every((number) => rest.includes(number) && rest.splice(rest.indexOf(number), 1));
    };
    return new Set([...found.keys()].filter((one) => [...found.keys()].some((two) =>
      within(found.get(one), found.get(two)) && (!within(found.get(two), found.get(one)) || one < two))));
  };
  // Size, and sources that fit the mode and cannot be searched through; of every commitment, name
  // is its file. A value found at two sources counts once: the same lottery under two names.
  const checkTerms = (report, name, commit, values) => {
    const kinds = commit.sources.map((s) => s.kind);
    const mode = [...(kinds.includes("balls") ? ["balls"] : []),
      ...(kinds.some((k) => k !== "balls") ? ["public"] : [])].join("+");
    report.check(`${name} mode`, "方式与所列来源一致", "the mode fits the sources listed",
      commit.mode === mode && kinds.filter((k) => k === "balls").length <= 1, commit.mode);
    report.check(`${name} pages`, "用号球时页数是10、100、1000等", "a power of ten with balls",
      !kinds.includes("balls") || /^10+$/.test(commit.pages), commit.pages);
    const again = shownAgain(commit.sources, values);
    const bits = commit.sources.reduce((sum, s, place) => sum + (again.has(place) ? 0 : bitsOf(s)), 0);
    const needed = Math.max(40, commit.policy.entropy_bits_min);
    const same = alike(commit.sources.map((s) => s.name));
    report.check(`${name} sources`, `公共数值${bits.toFixed(1)}比特，不少于${needed}比特，来源各不相同`,
      `${bits.toFixed(1)} bits hashed, at least ${needed}, of sources that differ`,
      (mode === "balls" || bits >= needed) && same.length === 0, same);
    report.check(`${name} K`, "抽取人数按比例算得", "follows from the share",
      commit.K === sizeOfList(commit.policy, commit.holders, commit.excluded));
  };
  const sizeOfList = (policy, holders, excluded) => {
    const base = BigInt(holders + (policy.share_base === "holders" ? excluded : 0));
    const exact = Fraction.of(policy.share).times(new Fraction(base));
    if (policy.rounding === "down") return Number(exact.floor());
    if (policy.rounding === "up") return Number(-new Fraction(-exact.over, exact.under).floor());
    return Number(exact.plus(new Fraction(1n, 2n)).floor());
  };

  // ---- 4a. Signatures -----------------------------------------------------------------------
  // docs/draw.md “commit.json”: Ed25519 (RFC 8032) in an OpenSSH file (PROTOCOL.sshsig).
  const P = (1n << 255n) - 19n, L = (1n << 252n) + 27742317777372353535851937790883648493n;
  const mod = (x) => ((x % P) + P) % P;
  const power = (base, exponent) => {
    let result = 1n;
    for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) {
      if (e & 1n) result = mod(result * b);
    }
    return result;
  };
  const D = mod(-121665n * power(121666n, P - 2n));
  const add = ([x1, y1, z1, t1], [x2, y2, z2, t2]) => {
    const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2));
    const c = mod(2n * t1 * t2 * D), d = mod(2n * z1 * z2);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  };
  const times = (scalar, point) => {
    let sum = [0n, 1n, 1n, 0n];
    for (let s = scalar, q = point; s > 0n; s >>= 1n, q = add(q, q)) if (s & 1n) sum = add(sum, q);
    return sum;
  };
  const little = (bytes) => BigInt("0x" + (hex(Uint8Array.from(bytes).reverse()) || "0"));
  const point = (bytes) => {
    const whole = little(bytes), sign = whole >> 255n, y = whole & ((1n << 255n) - 1n);
    const x2 = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
    let x = power(x2, (P + 3n) / 8n);
    if (mod(x * x - x2)) x = mod(x * power(2n, (P - 1n) / 4n));
    if (y >= P || mod(x * x - x2) || (x === 0n && sign)) throw new Error("not a curve point");
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  };
  const BASE = point(unhex("5866666666666666666666666666666666666666666666666666666666666666"));
  const ed25519 = (key, message, signature) => {
    if (key.length !== 32 || signature.length !== 64) return false;
    const r = signature.slice(0, 32), s = little(signature.slice(32));
    if (s >= L) return false;
    if (times(8n, point(key))[0] === 0n) return false; // a key of nobody: fits every text
    const k = little(sha512(join(r, key, message))) % L;
    const one = times(s, BASE), two = add(point(r), times(k, point(key)));
    return mod(one[0] * two[2] - two[0] * one[2]) === 0n &&
      mod(one[1] * two[2] - two[1] * one[2]) === 0n;
  };
  const unbase64 = (string) => Uint8Array.from(atob(string), (c) => c.charCodeAt(0));
  const packed = (bytes) => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    return join(length, bytes);
  };
  const fieldsOf = (bytes, many) => {
    const found = [];
    for (let at = 0; found.length < many;) {
      const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
      if (at + 4 + length > bytes.length) throw new Error("signature cut short");
      found.push(bytes.slice(at + 4, at + 4 + length));
      at += 4 + length;
      if (found.length === many && at !== bytes.length) throw new Error("more behind a signature");
    }
    return found;
  };
  const NAMESPACE = "forced-leave-draw";
  const signatureHolds = (armoured, message, keyBlob) => {
    try { // no point of the curve, cut short, with more behind it: does not hold
      return signedBy(keyBlob, text(armoured), message);
    } catch { return false; }
  };
  const signedBy = (keyBlob, armoured, message) => {
    const [first, ...lines] = armoured.split("\n"), end = lines.pop(), last = lines.pop();
    if (first !== "-----BEGIN SSH SIGNATURE-----" || last !== "-----END SSH SIGNATURE-----" || end !== "") return false;
    const letters = lines.join(""), blob = unbase64(letters);
    // Not the only way to write it: a bit to spare, other line ends.
    if (base64(blob) !== letters || !same(lines, letters.match(/.{1,70}/g) || [])) return false;
    if (text(blob.slice(0, 6)) !== "SSHSIG" || hex(blob.slice(6, 10)) !== "00000001") return false;
    const [key, space, reserved, hash, signed] = fieldsOf(blob.slice(10), 5);
    const inner = new Map([["sha256", sha256], ["sha512", sha512]]).get(text(hash)); // no name of its own
    if (!same(key, keyBlob) || text(space) !== NAMESPACE || reserved.length || !inner) return false;
    const [keyType, publicKey] = fieldsOf(key, 2), [type, raw] = fieldsOf(signed, 2);
    if (text(keyType) !== "ssh-ed25519" || text(type) !== "ssh-ed25519") return false;
    const covered = join(utf8("SSHSIG"), packed(space), packed(reserved), packed(hash),
      packed(inner(message)));
    return ed25519(publicKey, covered, raw);
  };
  // Role and key of each row; a row of another form, or a second one, is an error.
  const readSigners = (bytes) => {
    const keys = new Map();
    let rows;
    try { rows = text(bytes).split("\n"); } catch (error) { throw new Error(`allowed_signers: ${error.message}`); }
    const rest = rows.pop();
    for (const row of rest ? [rest] : rows) {
      const found = /^([a-z][a-z0-9-]{0,30}) namespaces="forced-leave-draw" ssh-ed25519 ([A-Za-z0-9+/]{68})$/.exec(row);
      if (!found || keys.has(found[1]) || rest) throw new Error(`allowed_signers: ${row}`);
      keys.set(found[1], found[2]);
    }
    return keys;
  };

  // ---- 4b. The time stamp -------------------------------------------------------------------
  // docs/draw.md “commit.json”: RFC 3161, over these bytes and before any value.
  // Tag: a value written otherwise; of a truth only what is not the default.
  const NOT_DER = new Map([[1, /^(?!\xff$)/], [2, /^($|\0[\0-\x7f]|\xff[\x80-\xff])/], [5, /[^]/],
    [6, /^$|[\x80-\xff]$|(^|[\0-\x7f])\x80/]]);
  const der = (bytes, at) => {
    let length = bytes[at + 1], start = at + 2;
    if (length & 0x80) {
      const many = length & 0x7f;
      length = 0;
      for (let i = 0; i < many; i += 1) length = length * 256 + bytes[start + i];
      if (length < 128 || bytes[start] === 0) throw new Error("stamp.tsr: a length that DER writes shorter");
      start += many;
    }
    if (!(start + length <= bytes.length)) throw new Error("a DER element is cut short");
    const written = Array.from(bytes.slice(start, start + length), (byte) => String.fromCharCode(byte)).join("");
    if (NOT_DER.get(bytes[at])?.test(written)) throw new Error(`stamp.tsr: a value that DER writes otherwise, tag ${bytes[at]}`);
    return [start, start + length, bytes[at]];
  };
  // What is inside an element, whose tags, in hexadecimal digits, have a form.
  const derParts = (bytes, [start, end], form) => {
    const found = [];
    let at = start;
    while (at < end) {
      found.push(der(bytes, at));
      at = found[found.length - 1][1];
    }
    const tags = hex(found.map(([, , tag]) => tag));
    if (at !== end || !form.test(tags)) throw new Error(`stamp.tsr ${tags}: ${form}`);
    return found;
  };
  // An object identifier as it is written: 2.16.840.1.101.3.4.2.1.
  const dotted = (body) => {
    const numbers = [];
    let number = 0n;
    for (const byte of body) {
      number = number * 128n + BigInt(byte & 127);
      if (byte < 128) { numbers.push(number); number = 0n; }
    }
    const first = numbers[0] < 80n ? numbers[0] / 40n : 2n;
    return [first, numbers[0] - 40n * first, ...numbers.slice(1)].join(".");
  };
  const STAMP_KINDS = ["1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4", // SignedData, TSTInfo
    "2.16.840.1.101.3.4.2.1"]; // SHA-256
  // Hash, time and policy of a response that was granted (RFC 3161 section 2.4.2): a signed
  // TSTInfo, its hash of SHA-256.
  const stampOf = (bytes) => {
    const parts = (of, form) => derParts(bytes, of, form), body = ([start, end]) => bytes.slice(start, end);
    const [whole] = parts([0, bytes.length], /^30$/), [status, token] = parts(whole, /^3030$/);
    const granted = hex(body(parts(status, /^02(30)?(03)?$/)[0]));
    if (granted !== "00" && granted !== "01") throw new Error(`stamp.tsr PKIStatus ${granted}: not granted`);
    const content = parts(token, /^06a0$/), [signed] = parts(content[1], /^30$/); // [0] SignedData
    const wrapped = parts(parts(signed, /^023130(a0)?(a1)?31$/)[2], /^06a0$/); // [0] OCTET STRING
    const [octets] = parts(wrapped[1], /^04$/), [told] = parts(octets, /^30$/);
    const info = parts(told, /^0206300218(30)?(01)?(02)?(a0)?(a1)?$/); // TSTInfo
    if (hex(body(info[0])) !== "01") throw new Error(`stamp.tsr version ${hex(body(info[0]))}`);
    const [hashed, imprint] = parts(info[2], /^3004$/), algorithm = parts(hashed, /^06(05)?$/);
    const kinds = [content[0], wrapped[0], algorithm[0]].map((one) => dotted(body(one)));
    if (!same(kinds, STAMP_KINDS)) throw new Error(`stamp.tsr ${kinds}: ${STAMP_KINDS}`);
    const t = text(body(info[4])), day = `${t.slice(0, 4)}-${t.slice(4, 6)}-${t.slice(6, 8)}`;
    const at = Date.parse(`${day}T${t.slice(8, 10)}:${t.slice(10, 12)}:${t.slice(12, 14)}Z`);
    if (!/^\d{8}([01]\d|2[0-3])([0-5]\d){2}(\.\d{0,5}[1-9])?Z$/.test(t) || !isDay(day) || Number.isNaN(at)) throw new Error(`stamp.tsr genTime ${t}`);
    return { imprint: body(imprint), at, policy: dotted(body(info[1])) };
  };
  const checkStamp = (report, read, commit, root, mine) => {
    const noted = mine.filter((e) => e.type === "STAMP" && e.root === root);
    if (!read.has("stamp.tsr")) {
      if (noted.length) {
        report.check("stamp.tsr", "台账登记的时间戳在文件夹中", "the stamp recorded is here",
          false);
      }
      report.ask("没有外部时间戳：承诺值的公示时间以公告栏、会议纪要为准",
        "no outside time stamp: the notice board proves when the root was posted");
      return;
    }
    let stamp;
    try { stamp = stampOf(read.get("stamp.tsr")); } catch (error) {
      report.need("stamp.tsr", "写法如 RFC 3161", "is written as RFC 3161 has it", false, error.message);
    }
    const { imprint, at, policy } = stamp;
    const first = Math.min(...commit.sources.map((s) => moment(s.not_before)));
    report.check("stamp.tsr messageImprint", "盖在 commit.json 上并在台账中",
      "is over commit.json and in the ledger", same(imprint, sha256(read.get("commit.json"))) &&
      equal(noted.map((e) => e.payload), [digest(read.get("stamp.tsr"), commit.hash)]));
    report.check("stamp.tsr genTime", "早于公共数值可能产生的时间", "lies before any value could exist",
      moment(commit.committed_at) - 600000 <= at && at < first, new Date(at).toISOString());
    report.ask(`时间戳机构（策略 ${policy}）的签名（lungang draw verify --authority 机构证书.pem）`,
      `the authority's signature on the stamp, under its policy ${policy} (lungang draw verify --authority)`);
  };

  // ---- 4c. Attempts before ------------------------------------------------------------------
  // docs/draw.md “commit.json”, at its end: what was void, and what failed.
  // Attempts that ended without a draw stay visible: what each committed to, and, of one that
  // failed, a paper signed by two of three. Returns all their sources; said is the commitment or
  // the opening, which name the same draw.
  const OF_A_DRAW = ["org", "draw", "hash", "names_root", "salt_hash"]; // the same all through
  const checkAttempts = (report, read, said, mine, options) => {
    const sources = [], alg = said.hash;
    const now = read.has("commit.json") ? readSigners(read.get("allowed_signers")) : new Map();
    let made;
    for (const event of mine) {
      if (event.type === "COMMIT") made = event;
      if (event.type !== "VOID" && event.type !== "FAIL") continue;
      const name = `${event.type === "VOID" ? "void" : "failed"}-${made.facts.attempt}.commit.json`;
      const old = read.json(name);
      read.formed(name, old, COMMIT_FORM);
      report.check(name, "是台账所记的那一次承诺", "is the commitment of the ledger",
        digest(read.get(name), alg) === event.root && equal(made.facts, factsOf(old)) &&
        made.prev === old.ledger_head && made.at === old.committed_at &&
        OF_A_DRAW.every((key) => old[key] === said[key]));
      checkFilesNamed(report, name, old);
      checkNamed(report, name, old, sources);
      checkTerms(report, name, old, new Map());
      if (!options.heads.some((head) => sameHash(head, event.root))) {
        report.ask(`第${old.attempt}次承诺当时公布的承诺值是 ${spoken(event.root)}（--head）`,
          `the root posted of commitment ${old.attempt} was ${spoken(event.root)} (--head)`);
      }
      if (event.type === "VOID") {
        report.ask(`第${old.attempt}次承诺作废的理由属实`, `why commitment ${old.attempt} was void is true`);
      }
      sources.push(...old.sources);
      if (event.type === "FAIL") {
        const keys = checkFailure(report, read, alg, event, old);
        checkOtherKeys(report, made.facts.attempt, keys, now, publishedKeys(options));
      }
    }
    return sources;
  };
  const WHY_FAILED = {
    "unsigned": ["有签署人在第一个数值之前没有签署", "somebody had not signed in time"],
    "balls-missing": ["号球没有在开奖之前抽出", "no balls were drawn before the lottery"],
    "source-not-held": [" 当期确未开奖", " was not held"],
  };
  // The signers of a failure hold the keys they hold now, or those published: else a failure
  // could have been signed by anybody, and the attempt begun again.
  const checkOtherKeys = (report, attempt, keys, now, published) => {
    for (const [role, key] of keys) {
      const shown = fingerprint(key);
      if (now.get(role) === key) continue;
      if (published.has(role)) {
        report.check(`failed-${attempt}.allowed_signers ${role}`, "指纹与另处公布的一致",
          "the fingerprint is the one published", published.get(role).includes(shown), shown);
      } else {
        report.ask(`第${attempt}次承诺的签署人 ${role} 用另一把公钥，与另处公布的一致：${shown}（用 --key ${role}=指纹）`,
          `the key of ${role} at attempt ${attempt} is another than now; compare it: ${shown} (--key)`);
      }
    }
  };
  // The paper of a failure, and who signed it; the keys of its signers.
  const checkFailure = (report, read, alg, event, old) => {
    const { attempt } = old, stem = `failed-${attempt}`, { reason, source = "" } = event.facts;
    const due = { schema: "lungang-draw-failed/2", draw: event.draw, attempt, root: event.root,
      reason, source };
    const paper = read.json(`${stem}.json`), said = utf8(canonical(due));
    const listed = read.get(`${stem}.allowed_signers`), keys = readSigners(listed);
    const good = equal(paper, due) && digest(said, alg) === event.payload &&
      digest(listed, alg) === old.files.allowed_signers &&
      new Set(keys.values()).size === 3 && keys.size === 3;
    const signed = old.signers.filter((role) => read.has(`${stem}.${role}.sig`) &&
      keys.has(role) && signatureHolds(read.get(`${stem}.${role}.sig`), said, unbase64(keys.get(role)))).length;
    report.check(`${stem}.json reason`, `第${attempt}次失败有记录、有签署`,
      `attempt ${attempt} failed, recorded and signed`, good && signed >= 2, signed);
    const [zh, en] = WHY_FAILED[reason];
    const named = called(old.sources.find((s) => s.name === source) || { name: "" });
    report.show(`第${attempt}次未成：${named}${zh}`, `attempt ${attempt} failed: ${named}${en}`);
    report.ask(`第${attempt}次失败的理由属实：${named}${zh}`, `why attempt ${attempt} failed is true: ${named}${en}`);
    return keys;
  };

  // ---- 5. The opening -----------------------------------------------------------------------
  // docs/draw.md “open.json”: the inputs of the first line, and papers behind the others.
  // open.json and the lines of its draw, the first of which it is; everybody signed for a slip.
  const readOpening = (report, read, events) => {
    const opening = read.json("open.json");
    read.formed("open.json", { offices: {}, ...opening }, OPEN_FORM);
    const mine = events.filter((e) => e.draw === opening.draw), { inputs, offices = {} } = opening;
    report.check("open.json", "是台账所记的启动", "is the opening of the ledger",
      mine.length > 0 &&
      mine[0].payload === digest(read.get("open.json"), opening.hash) &&
      mine[0].facts.names_root === opening.names_root &&
      equal(Object.keys(inputs).sort(), [...INPUTS].sort()));
    checkActors(report, offices, mine);
    const place = mine.findIndex((e) => e.type === "SLIPS");
    if (place >= 0) {
      const before = mine.slice(0, place).filter((e) => e.type === "EXCLUDE").length;
      report.check("ledger.jsonl SLIPS count", "人人签收了抽签条", "everybody signed for a slip",
        mine[place].facts.count === String(opening.holders - before));
    }
    return { opening, mine };
  };
  // Who acts is an office fixed at the opening, by its name or in general; who signs is the
  // signer, and one of them may tell a failure.
  const checkActors = (report, offices, mine) => {
    const known = [...Object.values(offices), ...ROLES.values()];
    const signers = mine.filter((e) => e.type === "COMMIT").flatMap((e) => e.facts.roles.split(" "));
    const strange = mine.filter(({ type, actor, facts }) =>
      !(type === "SIGN" ? actor === facts.role : known.includes(actor)) &&
      !(type === "FAIL" && signers.includes(actor))).map(({ seq, actor }) => `${seq + 1} ${actor}`);
    report.check("ledger.jsonl actor", "经办的是启动时写明的单位，签署的是签署人本人",
      "an office fixed at the opening acts, the signer signs",
      strange.length === 0 && Object.entries(offices).every(([role, name]) => ROLES.has(role) && calledSo(name) !== ""), strange.slice(0, 3));
    const listed = Object.keys(offices).sort().map((role) => `${report.words(ROLES.get(role) ?? role, role)}=${offices[role]}`).join(" ");
    if (listed) {
      report.ask(`启动时写明的单位确为本机关的：${listed}`,
        `the offices fixed at the opening are the organisation's: ${listed}`);
    }
  };
  const checkOpening = (report, read, commit, events) => {
    const { opening, mine } = readOpening(report, read, events);
    report.check("open.json", "启动时锁定的输入与姓名表", "inputs and names fixed at the opening",
      OF_A_DRAW.every((key) => opening[key] === commit[key]));
    const leftOut = mine.filter((e) => e.type === "EXCLUDE").length;
    report.check("commit.json excluded", "排除人数等于启动时人数加台账所记",
      "those left out at the opening and in the ledger",
      commit.excluded === opening.excluded + leftOut &&
      commit.holders === opening.holders - leftOut);
  };
  // Whether nobody can guess it: 64 hexadecimal digits.
  const hides = (secret) => /^[0-9a-f]{64}$/.test(String.fromCharCode(...secret.slice(0, 65)));
  const checkSealed = (report, read, commit) => {
    const salt = read.get("salt.txt");
    report.check("salt.txt", "与承诺的盐值一致", "is the salt committed to",
      hides(salt) && digest(salt, commit.hash) === commit.salt_hash);
    for (const [name, hash] of Object.entries(commit.sealed)) {
      report.check(name, "与承诺的哈希一致", "has the hash committed to",
        sealed(name, read.get(name), salt, commit.hash) === hash);
    }
  };
  const detailsOf = (report, read, commit, mine) => {
    const papers = new Map();
    for (const name of read.names().filter((one) => /^detail-[0-9a-f]{16}\.json$/.test(one))) {
      const full = digest(read.get(name), commit.hash);
      papers.set(full, read.json(name));
      if (name.slice(7, 23) !== full.slice(0, 16)) report.check(name, "以其哈希命名", "is called by its hash", false);
    }
    const behind = mine.filter((e) => e.facts.detail), wanted = behind.map((e) => e.facts.detail);
    const odd = [...wanted.filter((hash) => !papers.has(hash)),
      ...[...papers.keys()].filter((hash) => !wanted.includes(hash))];
    report.check("ledger.jsonl facts.detail", "每条记录各有依据材料，未改动、不多余",
      "every line has its own papers, unchanged, and there are no others",
      equal([...wanted].sort(), [...papers.keys()].sort()), odd.map((hash) => hash.slice(0, 16)));
    checkPapers(report, mine, papers);
    return papers;
  };
  // Each paper has the form of its kind and says what its line says.
  const checkPapers = (report, mine, papers) => {
    const odd = [], other = [], texts = [];
    let changes = 0;
    for (const { type, seq, at, root, facts } of mine) {
      changes += RESCHEDULES.includes(type);
      const found = papers.get(facts.detail);
      if (found === undefined) continue;
      const form = { ...PAPER_FORMS[type], kind: S, nonce: writtenAs(/^[0-9a-f]{32}$/) };
      // Older papers of a decision leave the outcome to the line.
      const paper = type === "DECIDE" ? { outcome: facts.outcome, ...found } : found;
      const fault = misfit(paper, form);
      if (fault) { odd.push(`${seq + 1}${fault}`); continue; }
      const said = { ...facts, kind: type, at, root, number: String(changes - 1) };
      if (Object.keys(form).some((key) => Object.hasOwn(said, key) && paper[key] !== said[key])) {
        other.push(seq + 1);
      }
      const words = [paper.reason, paper.evidence, paper.note].filter(Boolean);
      if (words.length) texts.push([seq + 1, ...words].join(" "));
    }
    report.check("detail-*.json form", "依据材料写法如规格所定", "the papers have their form",
      odd.length === 0, odd);
    report.check("detail-*.json kind", "依据材料说的是这一条", "the papers are about their line",
      other.length === 0, other);
    if (texts.length) {
      const listed = texts.join(report.words("；", "; "));
      report.ask(`依据材料所写（台账第几条、理由、依据或文件哈希、说明）属实：${listed}`,
        `what the papers say (line of the ledger, reason, evidence or hash of its file, note) is true: ${listed}`);
    }
  };
  // Everybody of the roster as it was then has signed for their slip, on a day from the opening to
  // the day the slips were recorded.
  const checkReceipts = (report, mine, papers, pids) => {
    const place = mine.findIndex((e) => e.type === "SLIPS");
    if (place < 0) return;
    const [opened, recorded] = [mine[0], mine[place]].map((e) => e.at.slice(0, 10));
    const { receipts = [] } = papers.get(mine[place].facts.detail) || {};
    const later = mine.slice(place).filter((e) => e.type === "EXCLUDE").map((e) => e.facts.pid);
    report.check("detail-*.json receipts", "人人签收，日期在启动与登记之间",
      "everybody signed, on a day between the opening and the record",
      equal(receipts.map(([pid]) => pid).sort(), [...pids, ...later].sort()) &&
      receipts.every(([, day]) => opened <= day && day <= recorded));
    const days = receipts.map(([, day]) => day).sort(), span = [...days.slice(0, 1), ...days.slice(-1)].join(" — ");
    report.ask(`${days.length}人签收抽签条（${span}），与签收登记表一致`,
      `${days.length} signed for their slips (${span}), as the list of receipts has it`);
  };
  // Whether an exclusion's paper takes one person out of roster and covers, adds them to the
  // exclusions as the ledger says, and touches nobody else's line.
  const aboutOne = ({ lines, ...paper }, { pid }) => {
    const [roster, out, covers] = ["roster.csv", "exclusions.csv", "covers.csv"].map((n) => lines[n]);
    const first = (line) => cells(line.slice(0, -1))[0], row = cells(out.added[0].slice(0, -1));
    return Object.keys(lines).length === 3 &&
      [roster.added, out.removed, covers.added].every((none) => none.length === 0) &&
      roster.removed.length === 1 && out.added.length === 1 && first(roster.removed[0]) === pid &&
      covers.removed.every((line) => first(line) === pid) &&
      equal(row, EXCLUDED.map((column) => paper[column]));
  };
  const checkInputs = (report, read, commit, mine, papers) => {
    const opening = read.json("open.json"), salt = read.get("salt.txt");
    report.need("open.json inputs", "锁定了六个输入文件", "fixes the six inputs",
      equal(Object.keys(opening.inputs).sort(), [...INPUTS].sort()));
    const tables = new Map(INPUTS.slice(0, 3).map((name) =>
      [name, text(read.get(name)).split(/(?<=\n)/)])); // a last line without its end, too
    for (const event of mine) {
      const paper = event.type === "EXCLUDE" ? papers.get(event.facts.detail) : undefined;
      if (paper === undefined) continue;
      for (const [name, change] of Object.entries(paper.lines)) {
        const [header, ...lines] = tables.get(name);
        const kept = new Set(lines.filter((line) => !change.added.includes(line)));
        for (const line of change.removed) kept.add(line);
        tables.set(name, [header, ...inOrder([...kept])]);
      }
      report.check(`ledger.jsonl:${event.seq + 1} EXCLUDE`, "依据只动这一个人的行，与台账一致",
        "its papers touch one person's lines, as the ledger says", aboutOne(paper, event.facts));
    }
    for (const name of INPUTS) {
      const data = tables.has(name) ? utf8(tables.get(name).join("")) : read.get(name);
      report.check(`open.json inputs.${name}`, "除登记的排除外，与启动时相同",
        "is the file of the opening but for the exclusions recorded",
        sealed(name, data, salt, commit.hash) === opening.inputs[name]);
    }
  };

  // ---- 6. Names -----------------------------------------------------------------------------
  // docs/draw.md “Names”: one person's own proof that a pseudonym is theirs.
  const hmac = (key, message) => {
    const block = new Uint8Array(64);
    block.set(key);
    const pad = (byte) => block.map((b) => b ^ byte);
    return sha256(join(pad(0x5c), sha256(join(pad(0x36), message))));
  };
  const checkProof = (report, read, commit, proof) => {
    try { proofHolds(report, read, commit, proof); } catch {
      report.check("--proof", "本人凭证可读", "the proof can be read", false);
    }
  };
  const proofHolds = (report, read, commit, proof) => {
    const salt = unhex(proof.salt);
    const row = utf8(canonical([proof.pid, proof.person, proof.name, proof.row]));
    let node = sha256(join(Uint8Array.of(0, salt.length), salt, row));
    const path = proof.path.map(unhex);
    for (let { at, size } = proof; size > 1;) { // RFC 6962: a node without a twin rises unchanged
      if ((at ^ 1) < size) {
        const twin = path.shift();
        node = sha256(join(Uint8Array.of(1), ...(at % 2 ? [twin, node] : [node, twin])));
      }
      at = Math.floor(at / 2);
      size = Math.floor((size + 1) / 2);
    }
    const who = `${proof.pid} ${proof.name}`;
    report.check("proof path", `代号属于本人（${who}）`, `the pseudonym is theirs (${who})`,
      hex(node) === commit.names_root && path.length === 0);
    report.check("proof slip", "代号由抽签码算得", "the pseudonym follows from the slip",
      hex(hmac(unhex(proof.slip), utf8(commit.draw))).slice(0, 10) === proof.pid);
    const listed = read.has("odds.csv") ? read.table("odds.csv") : [];
    if (!listed.some((row) => row.pid === proof.pid)) {
      report.ask(`${who}不在可抽的名册上（odds.csv），不会被抽中：核对是否本应在名册上`,
        `${who} is not on the roster (odds.csv) and cannot be drawn: compare who should be on it`);
    }
  };

  // ---- 7. Files -----------------------------------------------------------------------------
  // docs/draw.md “Files”: book, odds, roster, covers, exclusions, calendar, values.
  const BEACONS = { quicknet: [1692803367, 3, 48], default: [1595431050, 30, 96] };
  const asDeclared = (source, groups) => groups.length === source.parts.length &&
    source.parts.every((part, i) => {
      const numbers = groups[i], sorted = [...numbers].sort((a, b) => a - b);
      return numbers.length === part.count && (part.ordered || same(numbers, sorted)) &&
        (!part.distinct || new Set(numbers).size === numbers.length) &&
        numbers.every((n) => Number.isInteger(n) && n >= part.low && n <= part.high);
    });
  const shownNumbers = (record) => {
    if (record.digits) return record.digits.join(" ");
    if (record.numbers) return record.numbers.map((group) => group.join(" ")).join(" + ");
    return String(record.value);
  };
  // A value in the form in which two are compared: no leading zeros, in the order of the
  // record where the order of falling does not matter.
  const asPrinted = (source, string) => {
    if (source.kind === "drand") return string.toLowerCase().match(/[0-9a-f]+/g) || [];
    if (source.kind === "balls") return string.match(/[0-9]/g) || [];
    const groups = string.split(/[+＋]/).map((group) => (group.match(/[0-9]+/g) || []).map(Number));
    if (groups.length !== source.parts.length) return groups;
    return groups.map((numbers, i) => (source.parts[i].ordered ? numbers : numbers.sort((a, b) => a - b)));
  };
  // Which field holds a value, whether it is one as declared, its part of the key or the balls.
  const readValue = (commit, source, record) => {
    if (source.kind === "balls") {
      const names = record.witnesses.map(calledSo);
      const good = record.digits.every((d) => Number.isInteger(d) && d >= 0 && d <= 9) &&
        commit.pages === 10 ** record.digits.length && names.length >= 2 &&
        new Set(names).size === names.length && names.every(Boolean);
      return ["digits", good, record.digits.join("")];
    }
    if (source.kind === "drand") {
      const size = Object.hasOwn(BEACONS, source.chain) ? BEACONS[source.chain][2] : 0;
      const { previous: before = "0".repeat(64) } = record; // a first round follows a hash
      const good = /^([0-9a-f]{2})+$/.test(record.signature) &&
        record.signature.length === 2 * size && /^([0-9a-f]{64}|[0-9a-f]{192})$/.test(before) &&
        record.round === source.round && hex(sha256(unhex(record.signature))) === record.value &&
        moment(source.not_before) === dueOf(source);
      return ["round", good, `${record.value}./`];
    }
    const part = record.numbers.flat().map((n) => `${n}.`).join("") + "/";
    return ["numbers", asDeclared(source, record.numbers), part];
  };
  const checkValues = (report, read, commit, root, mine, options) => {
    const given = namedPairs(options.values), values = new Map(), hashes = {};
    const unknown = [...given.keys()].filter((name) => !commit.sources.some((s) => s.name === name));
    if (unknown.length) {
      report.check("--value", "是承诺的来源", "is a source committed to", false, unknown);
    }
    let key = "", balls = 0;
    commit.sources.forEach((source, place) => {
      const name = `entropy-${place + 1}.json`, due = source.not_before;
      const parts = source.parts.map((p) => `${p.count}×${p.low}–${p.high}`).join(" + ");
      if (parts) { // numbers from 1 to a thousand millions would count as many bits
        report.ask(`${called(source)} 的号码规则（${parts}）与公布的规则一致，${due} 之前没有开奖`,
          `the numbers of ${called(source)} (${parts}) are those of its published rules, and there ` +
          `was no result before ${due}`);
      }
      const noted = mine.filter((e) => e.type === "ENTROPY" && e.root === root &&
        equal(e.facts, { source: source.name }));
      if (noted.length === 0 && !read.has(name)) {
        const told = [`${source.name} 尚无数值，${due} 之后登记`, `${source.name} has no value yet; due ${due}`];
        if (moment(due) < Date.now()) report.ask(...told); else report.show(...told);
        return;
      }
      const record = read.json(name);
      hashes[name] = digest(read.get(name), commit.hash);
      const form = Object.hasOwn(RECORD_FORMS, source.kind) ? RECORD_FORMS[source.kind] : RECORD_FORMS[""];
      read.formed(name, record, source.chain === "default" ? { ...form, previous: S } : form);
      report.check(`${name} at`, "登记时间与台账一致", "recorded when the ledger says",
        equal(noted.map((e) => [e.at, e.payload]), [[record.at, hashes[name]]]) &&
        record.source === source.name);
      const [field, good, part] = readValue(commit, source, record);
      if (source.kind === "balls") balls = Number(part);
      else { key += part; values.set(place, part); }
      report.check(`${name} ${field}`, "数值合乎约定", "is a value as declared", good);
      const shown = shownNumbers(record);
      const what = called(source);
      report.show(`${what}：${shown}`, `${what}: ${shown}`);
      if (record.witnesses) {
        const watched = record.witnesses.join(report.words("、", ", "));
        report.ask(`${what} 的见证人确为不同的人，确在现场：${watched}`,
          `the witnesses of ${what} are different people who were there: ${watched}`);
      }
      if (given.has(source.name)) {
        report.check(`${name} ${field}`, "与另处公布的数值一致", "is the value published",
          equal(asPrinted(source, given.get(source.name)), asPrinted(source, shown)));
      } else if (source.kind === "dice") {
        report.ask(`${what} 由本机关掷出，没有公开的记录可比，由在场的人和录像作证：${shown}`,
          `${what} was thrown here and stands in no public record: those present and the recording bear ` +
          `it out: ${shown}`);
      } else {
        report.ask(`${what} 的数值与报纸、见证人签字或信标网站一致：${shown}`,
          `compare ${what} with the newspaper, the witnesses or the beacon: ${shown}`);
      }
    });
    checkTerms(report, "commit.json", commit, values);
    return { key, balls, hashes };
  };
  const checkBook = (report, read, commit) => {
    const rows = read.table("book.csv"), pages = rows.map((row) => row.pids.split(" "));
    const odds = new Map(read.table("odds.csv").map((row) => [row.pid, row]));
    report.need("book.csv page", "页码连续，页数等于承诺", "labels run without a gap",
      rows.length === commit.pages &&
      rows.every((row, place) => row.page === String(place).padStart(5, "0")));
    const strange = inOrder([...new Set(pages.flat())]).filter((pid) => !odds.has(pid));
    report.need("book.csv pids", "都在 odds.csv 上", "are all in odds.csv", strange.length === 0, strange.slice(0, 3));
    const wrong = [...pages.keys()].filter((n) => pages[n].length !== commit.K ||
      !equal(pages[n], inOrder([...new Set(pages[n])])));
    report.check("book.csv pids", "每页人数等于抽取人数，代号有序", "every page names K people, in order",
      wrong.length === 0, wrong.slice(0, 3));
    const found = count(pages.flat());
    const counted = new Map([...odds.keys()].map((pid) => [pid, found.get(pid) || 0]));
    report.check("odds.csv pages", "机会等于数出的页数", "chances are counted pages",
      odds.size === commit.holders && [...odds.values()].every((row) =>
        row.pages === String(counted.get(row.pid)) && row.of === String(commit.pages)));
    return { pages, counted };
  };
  // Pseudonyms of one alphabet, one spelling of each in all tables: somebody struck out as one
  // person could cover as another.
  const checkPeople = (report, read) => {
    const found = new Map();
    for (const name of ["roster.csv", "exclusions.csv", "covers.csv", "conflicts.csv"]) {
      for (const row of read.table(name)) {
        for (const column of ["pid", "cover"].filter((one) => Object.hasOwn(row, one))) {
          if (!found.has(row[column])) found.set(row[column], `${name} ${column}`);
        }
      }
    }
    for (const [pid, where] of found) {
      if (!PID.test(pid)) {
        report.check(where, "代号只用字母和数字", "is of letters and digits", false, pid);
      }
    }
    for (const pid of alike(found.keys())) {
      report.check(found.get(pid), "没有写法不同而看着一样的代号",
        "no two pseudonyms that differ and look alike", false, pid);
    }
  };
  // The days, from the commitment to the last leave.
  const readCalendar = (report, read, first, last) => {
    const days = read.table("calendar.csv"), begins = days.length ? days[0].date : "";
    const odd = days.filter(({ date, workday }) => !isDay(date) || !["0", "1"].includes(workday));
    report.need("calendar.csv date", "逐日相连，从承诺到最后一个窗口",
      "one day after the other, from the commitment to the last day of leave",
      odd.length === 0 && days.length > 0 && days.every((day, i) => day.date === nextDay(begins, i)) &&
      begins <= first && last <= days[days.length - 1].date, odd.slice(0, 3).map((day) => day.date));
    return days;
  };
  const readPool = (report, read, commit) => {
    const rules = read.json("rules.json");
    read.formed("rules.json", rules, RULE_FORM);
    const turned = turnedRound(rules);
    report.need(`rules.json ${turned.join(" ")}`.trim(), "上下限、先后不颠倒，编号不重复",
      "no limit is turned round, no id there twice", turned.length === 0);
    checkPeople(report, read);
    const rows = read.table("roster.csv"), roster = new Map(rows.map((row) => [row.pid, row]));
    const pids = inOrder([...roster.keys()]);
    const covers = new Map(pids.map((pid) => [pid, []])), capacity = new Map();
    for (const row of read.table("covers.csv")) {
      if (!covers.has(row.pid)) throw new Error(`covers.csv pid ${row.pid}`);
      covers.get(row.pid).push(row.cover);
      const many = counted(row, "covers.csv capacity", 1, 100);
      if ((capacity.get(row.cover) ?? many) !== many) throw new Error(`covers.csv capacity of ${row.cover}`);
      capacity.set(row.cover, many);
    }
    for (const [pid, found] of covers) covers.set(pid, inOrder(found));
    const years = new Map(rows.map((row) => [row.pid, counted(row, "roster.csv years_since_draw", 0, 60)]));
    const columns = Object.keys(rows[0] || {});
    const strange = rules.quotas.map((q) => q.field)
      .filter((f) => f !== "*" && (f === "years_since_draw" || !columns.includes(f)));
    report.need("rules.json quotas field", "是名册的列", "is a column of the roster",
      strange.length === 0, strange);
    const empty = rules.quotas.filter((q) => q.field !== "*" && !rows.some((row) => row[q.field] === q.value))
      .map((q) => q.id);
    report.check("rules.json quotas value", "名册上有这样的人", "somebody of the roster has it",
      empty.length === 0, empty);
    const double = columns.flatMap((column) => alike(new Set(rows.map((row) => row[column])))
      .map((name) => `${column}=${name}`));
    double.push(...rows.filter((row) => !sameToTheEye(row.unit)).map((row) => row.pid));
    report.check("roster.csv unit", "写明单位，没有写法不同而看着一样的值",
      "is told, and no two values differ and look alike", double.length === 0, double);
    const days = readCalendar(report, read, commit.committed_at.slice(0, 10), rules.window.last);
    const working = days.filter((row) => row.workday === "1").map((row) => row.date);
    const moved = days.filter((row) => ![0, 6].includes(new Date(`${row.date}T00:00:00Z`).getUTCDay()) !==
      (row.workday === "1")).map((row) => row.date);
    const labels = inOrder([...new Set(days.map((row) => row.label))].filter(Boolean));
    const members = (quota) => new Set(pids.filter((pid) =>
      quota.field === "*" || roster.get(pid)[quota.field] === quota.value));
    const groups = rules.quotas.map((quota) => [quota, members(quota)]);
    const weight = (pid) => BigInt(rules.weights.base + rules.weights.per_year *
      Math.min(years.get(pid), rules.weights.years_cap));
    return { rules, roster, pids, covers, capacity, working, moved, labels, members, groups, weight,
      needed: rules.cover.required, freeIfDrawn: rules.cover.drawn_may_cover };
  };
  const quotasHold = (pool, people) => pool.groups.every(([quota, members]) => {
    const inside = [...people].filter((pid) => members.has(pid)).length;
    return quota.min <= inside && inside <= quota.max;
  });
  const coverable = (pool, people) => {
    if (!pool.needed) return true;
    const held = new Map();
    const place = (pid, tried) => {
      for (const cover of pool.covers.get(pid)) {
        if (tried.has(cover) || (people.has(cover) && !pool.freeIfDrawn)) continue;
        tried.add(cover);
        if (!held.has(cover)) held.set(cover, []);
        const holding = held.get(cover);
        if (holding.length < pool.capacity.get(cover)) { holding.push(pid); return true; }
        for (const [slot, other] of holding.entries()) {
          if (place(other, tried)) { holding[slot] = pid; return true; }
        }
      }
      return false;
    };
    return [...people].sort().every((pid) => place(pid, new Set()));
  };
  const checkPages = (report, read, pool, pages) => {
    const rows = read.table("page_covers.csv"), listed = rows.map((row) => row.covers.split(" "));
    const wrong = [];
    for (const [number, page] of pages.entries()) {
      const people = new Set(page), covers = listed[number] || [];
      let good = quotasHold(pool, people);
      if (!pool.needed) good = good && (equal(covers, page.map(() => ".")) || equal(covers, ["-"]));
      else {
        const load = count(covers);
        good = good && covers.length === page.length &&
          page.every((pid, i) => (pool.covers.get(pid) || []).includes(covers[i])) &&
          [...load].every(([cover, many]) => many <= (pool.capacity.get(cover) || 0)) &&
          (pool.freeIfDrawn || !covers.some((cover) => people.has(cover)));
      }
      if (!good) wrong.push(String(number).padStart(5, "0"));
    }
    report.check("page_covers.csv covers", "每页合乎名额，人人有代职人",
      "every page keeps the quotas and can be covered",
      wrong.length === 0 && listed.length === pages.length &&
      rows.every((row, place) => row.page === String(place).padStart(5, "0")), wrong.slice(0, 3));
  };
  const checkPool = (report, read, commit, pool, pages, counted) => {
    report.check("commit.json policy", "与 rules.json 一致", "says what rules.json says",
      Object.entries(commit.policy).every(([name, value]) => equal(pool.rules[name], value)) &&
      pool.rules.pages === commit.pages && pool.rules.hash === commit.hash &&
      pool.rules.schema === "lungang-draw-rules/2");
    const out = read.table("exclusions.csv");
    askAboutExclusions(report, commit, pool, out);
    const codes = new Set(pool.rules.exclusion_reasons.map((reason) => reason.code));
    const unfounded = out.filter((row) => !codes.has(row.reason) || !sameToTheEye(row.evidence) ||
      !isArticle(row.article) || pool.roster.has(row.pid) || !twoApprovers(row) ||
      !(row.evidence_hash === "" || isHash(row.evidence_hash))).map((row) => row.pid);
    report.check("exclusions.csv", "理由在册、有条款和依据、两人审批、不在名册",
      "a closed reason, an article and a paper, two approvers, not in the roster",
      unfounded.length === 0 && out.length === commit.excluded, unfounded.slice(0, 3));
    report.need("roster.csv pid", "人数与 odds.csv 一致", "the people of odds.csv",
      pool.pids.length === commit.holders && equal(pool.pids, inOrder([...counted.keys()])));
    const conflicts = read.table("conflicts.csv"), people = new Set([...pool.pids, ...out.map((r) => r.pid)]);
    const bare = conflicts.filter((row) => !people.has(row.pid) || !isArticle(row.article) ||
      !sameToTheEye(row.reason) || !sameToTheEye(row.evidence)).map((row) => row.pid);
    report.check("conflicts.csv", "有理由、条款和依据，是名册上的人",
      "reason, article and paper, of somebody known", bare.length === 0, bare.slice(0, 3));
    const struck = new Set(conflicts.map((row) => `${row.pid} ${row.cover}`));
    const back = [...pool.covers].flatMap(([pid, covers]) => covers
      .filter((cover) => cover === pid || struck.has(`${pid} ${cover}`)).map((cover) => `${pid} ${cover}`));
    report.check("covers.csv cover", "没有被划去的代职人", "nobody struck out is a cover",
      back.length === 0, back.slice(0, 3));
    checkPages(report, read, pool, pages);
    const first = commit.sources.map((s) => s.not_before)
      .reduce((a, b) => (moment(b) < moment(a) ? b : a)).slice(0, 10);
    const days = pool.working.filter((d) => commit.committed_at.slice(0, 10) < d && d <= first).length;
    report.check("commit.json committed_at", `距第一个数值${days}个工作日，不少于规定`,
      `${days} working days before the first value, as many as required`,
      days >= commit.policy.waiting_days);
    if (!days) {
      report.ask("承诺当天就有数值：承诺值确在数值之前公布",
        "a value on the day of the commitment: the root was posted before it");
    }
    const { first: opens } = pool.rules.window;
    report.check("rules.json window.first", "窗口最早日期晚于揭晓期限",
      "the first leave is after the deadline of the reveal",
      opens > commit.reveal_deadline.slice(0, 10));
    askAboutTexts(report, conflicts, "conflicts.csv");
    askAboutInputs(report, read, pool, commit.K);
  };
  // Who is left out and covers for others, and whether many are left out.
  const askAboutExclusions = (report, commit, pool, out) => {
    if (out.length) {
      const reasons = new Map(pool.rules.exclusion_reasons.map((r) => [r.code, report.words(r.zh, r.en)]));
      const listed = out.map((row) => `${row.pid} ${reasons.get(row.reason) ?? ""} ${row.evidence} ${row.article}`)
        .join(report.words("；", "; "));
      report.ask(`${out.length}人不参加抽取，理由、依据逐人属实：${listed}`,
        `${out.length} are left out, the reason of each true: ${listed}`);
    }
    const acting = inOrder([...new Set(out.map((row) => row.pid).filter((pid) => pool.capacity.has(pid)))]);
    if (acting.length) {
      report.ask(`不参加抽取的人仍列为代职人，核对其在岗：${acting.join(" ")}`,
        `people left out who cover for others are at work: ${acting.join(" ")}`);
    }
    const share = Fraction.of(out.length).by(Fraction.of(Math.max(1, out.length + commit.holders)));
    const alarm = pool.rules.exclusion_alarm, many = `${Math.round(100 * share.toNumber())}%`;
    if (share.cmp(Fraction.of(alarm)) > 0) {
      report.ask(`排除的占${many}，多于规定的警戒线${alarm}`, `${many} are left out, more than the alarm of ${alarm}`);
    }
    askAboutApprovers(report, out, "exclusions.csv");
  };
  // Two names can be written by one hand, or look alike in two alphabets.
  const askAboutApprovers = (report, rows, where) => {
    const pairs = rows.filter(twoApprovers).map((row) => `${row.approved_by}、${row.second_approver}`);
    if (pairs.length) {
      const listed = inOrder([...new Set(pairs)]).join("；");
      report.ask(`${where} 的审批人确为两个人，确已批准：${listed}`,
        `the approvers in ${where} are two people who did approve: ${listed}`);
    }
  };
  // What was wrong already when the draw was opened fits together just as well.
  const FEW_WINDOWS = 12; // one a month
  // What is written of every pair struck out, each once: a text can say anything.
  const askAboutTexts = (report, rows, where) => {
    const listed = inOrder([...new Set(rows.map((row) => `${row.article} ${row.evidence}`))]).join(report.words("；", "; "));
    if (listed) {
      report.ask(`${where} 所写的条款、依据属实：${listed}`,
        `articles and evidence written in ${where} are true: ${listed}`);
    }
  };
  const askAboutInputs = (report, read, pool, size) => {
    const opening = read.json("open.json"), told = (text) => text || report.words("没有写明", "not told");
    const workbook = told(opening.workbook), plan = told(opening.plan);
    const rules = hex(sha256(read.get("rules.json")));
    report.ask(`启动所据工作簿（SHA-256 ${workbook}）与人事部门留存的是同一份，六个输入文件由它得出`,
      `the workbook of the opening (SHA-256 ${workbook}) is the one kept elsewhere, and the six input ` +
      "files follow from it");
    report.ask(`启动所据方案（SHA-256 ${plan}）是已采用的一份`,
      `the plan of the opening (SHA-256 ${plan}) is the one adopted`);
    report.ask(`规则 rules.json（SHA-256 ${rules}）是核定的一份`, `rules.json (SHA-256 ${rules}) is the one approved`);
    report.ask("名册册页、理由由输入逐字节算得：用 lungang draw verify --rebind 重算（本程序只核对页数、名额、代职）",
      "book and reasons follow from the inputs byte for byte: lungang draw verify --rebind (only " +
      "counts, quotas and covers are checked here)");
    report.ask("名册无遗漏、一人一个代号：与机构编制表、人员名单和姓名对照表（纪检机构持盐，锁定值" +
      ` ${opening.names_root}）核对`,
      "the roster is complete and everybody has one pseudonym: compare it with the staff list and the " +
      `table of names (fixed as ${opening.names_root})`);
    const [covers, struck] = ["covers.csv", "conflicts.csv"].map((name) => hex(sha256(read.get(name))));
    report.ask(`谁能代谁、代几次、划去了谁，与重做一次的相同：covers.csv（SHA-256 ${covers}）、` +
      `conflicts.csv（SHA-256 ${struck}）`,
      "who may cover for whom, how often, and who is struck out are as worked out again: " +
      `covers.csv (SHA-256 ${covers}), conflicts.csv (SHA-256 ${struck})`);
    const moved = pool.moved.join(" "), labels = pool.labels.join("、");
    report.ask(`日历中周末上班、平日放假的日子与国务院办公厅的放假通知一致：${moved}（所写说明：${labels}）`,
      `working weekends and holidays of the calendar are those of the government's notice: ${moved} ` +
      `(labels: ${labels})`);
    const left = possibleWindows(pool).length, every = possibleWindows(pool, false).length;
    if (left < Math.max(FEW_WINDOWS, size) || 2 * left < every) {
      report.ask(`日历与停休期只留下${left}个可选窗口（没有停休期有${every}个），是否针对某时某人`,
        `calendar and black-outs leave ${left} windows only (without black-outs ${every}): are they aimed at somebody`);
    }
    for (const [quota, { size }] of pool.groups) {
      if (size <= 2 && (quota.min > 0 || quota.max < size || size === 0)) {
        report.ask(`名额“${quota.id}”只管${size}人，是否针对个人`,
          `the quota ${quota.id} binds ${size} people only: is it aimed at them`);
      }
    }
  };

  // ---- 8. The page --------------------------------------------------------------------------
  // docs/draw.md “Page”: key, seed, page, and who is drawn.
  const pageDrawn = (commit, root, key, balls) => {
    const zero = Uint8Array.of(0), many = BigInt(commit.pages);
    const seed = unhex(digest(join(utf8("forced-leave-draw/v1"), zero, unhex(root), zero, utf8(key)),
      commit.hash));
    if (commit.mode === "balls") return { seed, page: balls % commit.pages };
    const limit = ((1n << 256n) / many) * many;
    let value = limit;
    for (let counter = 0; value >= limit; counter += 1) {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, counter);
      value = BigInt("0x" + digest(join(seed, bytes), commit.hash));
    }
    return { seed, page: (balls + Number(value % many)) % commit.pages };
  };
  // A result that everybody can compute and nobody has told.
  const askAboutResult = (report, { commit, root }, value, pages) => {
    const { page } = pageDrawn(commit, root, value.key, value.balls), label = String(page).padStart(5, "0");
    report.ask(`数值已齐，结果已定，却没有揭晓：第${label}页，${pages[page].join(" ")}`,
      `all values are there and the result is certain, but it is not revealed: page ${label}, ` +
      pages[page].join(" "));
  };
  const checkReveal = (report, read, { commit, root, mine }, value, pages) => {
    const { seed, page } = pageDrawn(commit, root, value.key, value.balls), drawn = pages[page];
    const label = String(page).padStart(5, "0");
    const shown = { schema: "lungang-draw-reveal/2", draw: commit.draw, root, key: value.key,
      balls: value.balls, entropy: value.hashes, seed: hex(seed), page, drawn };
    const data = utf8(canonical(shown));
    report.check("reveal.json page", `第${label}页为抽取结果`, `page ${label} is the one drawn`,
      same(data, read.get("reveal.json")));
    const noted = mine.filter((e) => e.type === "DRAW" && e.root === root);
    report.check("ledger.jsonl DRAW drawn", "台账所记的名单一致", "the ledger names the same people",
      equal(noted.map((e) => [e.payload, e.facts.drawn]), [[digest(data, commit.hash), drawn.join(" ")]]));
    if (noted.some((e) => moment(e.at) > moment(commit.reveal_deadline))) {
      report.ask(`揭晓（${noted[0].at}）晚于期限（${commit.reveal_deadline}），经两人审批，理由属实`,
        `revealed (${noted[0].at}) after the deadline (${commit.reveal_deadline}), approved by two, for a true reason`);
    }
    report.show(`抽中：${drawn.join(" ")}`, `drawn: ${drawn.join(" ")}`);
    const changed = mine.filter((e) => CHANGES.has(e.type));
    if (changed.length) {
      const listed = changed.map((e) => `${e.facts.pid}${report.words(CHANGES.get(e.type), `:${e.type}`)}`).join(" ");
      report.ask(`改期、替补、转入下一年度的依据属实，转入的确已安排，空缺确已上报：${listed}`,
        "the grounds of what was put off, replaced and carried over are true, and what was carried " +
        `over is arranged: ${listed}`);
    }
    const replaced = mine.filter((e) => e.type === "REPLACE" && e.facts.by).length;
    const allowed = Fraction.of(commit.policy.replace_max).times(Fraction.of(commit.K));
    report.check("ledger.jsonl REPLACE", "替补不多于规定", "no more replaced than the rules allow",
      replaced <= 1 || Fraction.of(replaced).cmp(allowed) <= 0, replaced);
    if (!mine.some((e) => e.type === "CLOSE")) {
      report.ask("尚未结案：窗口、代职人、替补要到结案之后才能重算",
        "not closed yet: windows, covers, replacements are recomputed after the close");
    }
    return shown;
  };

  // ---- 9. The certificate -------------------------------------------------------------------
  // docs/draw.md “Certificate”, in exact fractions.
  const personBounds = (pool, widened) => new Map(pool.pids.map((pid) => {
    if (Object.hasOwn(widened, pid)) return [pid, widened[pid].map(Fraction.of)];
    if (pool.needed && pool.covers.get(pid).length === 0) return [pid, [ZERO, ZERO]];
    return [pid, [Fraction.of(pool.rules.odds_floor), Fraction.of(pool.rules.odds_ceiling)]];
  }));
  const addUp = (pool, size, multipliers) => {
    const everyone = { id: "K", field: "*", value: "", min: size, max: size };
    const quotas = new Map([everyone, ...pool.rules.quotas].map((q) => [`quota:${q.id}`, q]));
    const users = new Map();
    for (const [pid, covers] of pool.covers) {
      for (const cover of covers) users.set(cover, [...(users.get(cover) || []), pid]);
    }
    let right = ZERO;
    const person = new Map(), pair = new Map();
    const raise = (map, name, by) => map.set(name, (map.get(name) || ZERO).plus(by));
    for (const [name, factor] of multipliers) {
      const at = name.indexOf(":"), family = name.slice(0, at), who = name.slice(at + 1);
      if (quotas.has(name)) {
        const quota = quotas.get(name);
        right = right.plus(factor.times(Fraction.of(factor.cmp(ZERO) > 0 ? quota.max : quota.min)));
        for (const pid of pool.members(quota)) raise(person, pid, factor);
      } else if (family === "covered" && (pool.covers.get(who) || []).length) {
        raise(person, who, ZERO.minus(factor));
        for (const cover of pool.covers.get(who)) raise(pair, `${who} ${cover}`, factor);
      } else if (family === "capacity" && users.has(who)) {
        if (factor.cmp(ZERO) <= 0) continue;
        const many = Fraction.of(pool.capacity.get(who));
        right = right.plus(factor.times(many));
        for (const pid of users.get(who)) raise(pair, `${pid} ${who}`, factor);
        if (pool.roster.has(who) && !pool.freeIfDrawn) raise(person, who, factor.times(many));
      } else throw new Error(`no rule is called ${name}`);
    }
    for (const b of pair.values()) if (b.cmp(ZERO) < 0) right = right.minus(b);
    return { right, person };
  };
  const checkLevel = (pool, size, bounds, settled, { value: stated, people, multipliers }) => {
    const value = Fraction.of(stated);
    if (new Set(multipliers.map(([name]) => name)).size < multipliers.length) {
      throw new Error("a row occurs twice in a level");
    }
    const { right, person } = addUp(pool, size,
      new Map(multipliers.map(([name, factor]) => [name, Fraction.of(factor)])));
    let bound = right, gap = ZERO;
    const due = (pid) => value.times(new Fraction(pool.weight(pid)));
    for (const [pid, a] of person) {
      const [low, high] = bounds.get(pid);
      if (a.cmp(ZERO) < 0) bound = bound.minus(a.times(high));
      else if (settled.has(pid)) bound = bound.minus(a.times(settled.get(pid)));
      else bound = bound.minus(a.times(most(low, due(pid)))); // not below level nor floor
    }
    for (const pid of people) {
      if (due(pid).cmp(bounds.get(pid)[1]) >= 0) continue; // at the ceiling
      const held = person.get(pid) || ZERO;
      if (held.cmp(ZERO) <= 0) throw new Error(`${pid} is not shown to be stuck`);
      gap = most(gap, bound.abs().by(held));
    }
    return gap;
  };
  const idealChances = (pool, size, certificate) => {
    const bounds = personBounds(pool, certificate.widened), settled = new Map();
    let gap = ZERO, last = new Fraction(-1n);
    for (const level of certificate.levels) {
      const value = Fraction.of(level.value), { people } = level;
      if (value.cmp(last) < 0 || people.length === 0 || new Set(people).size < people.length ||
        people.some((pid) => settled.has(pid))) {
        throw new Error("the levels are out of order");
      }
      last = value;
      gap = most(gap, checkLevel(pool, size, bounds, settled, level));
      for (const pid of people) {
        const [low, high] = bounds.get(pid);
        settled.set(pid, least(most(value.times(new Fraction(pool.weight(pid))), low), high));
      }
    }
    if (!equal(inOrder([...settled.keys()]), pool.pids)) throw new Error("not everybody is settled");
    return { ideal: settled, gap };
  };
  const checkChances = (report, read, commit, pool, counted) => {
    const certificate = read.json("certificate.json");
    read.formed("certificate.json", certificate, CERTIFICATE_FORM);
    const corrected = Object.entries(certificate.corrected);
    report.check("certificate.json judge", "裁决认为算准的，没有改正", "corrects only what it found wrong",
      corrected.length === 0 || certificate.judge.attained === false, corrected.length);
    const strange = inOrder([...new Set([...certificate.levels.flatMap((level) => level.people),
      ...Object.keys(certificate.widened), ...Object.keys(certificate.corrected)])]
      .filter((pid) => !pool.roster.has(pid)));
    report.need("certificate.json people", "是名册上的人", "are people of the roster",
      strange.length === 0, strange.slice(0, 3));
    let found, why;
    try {
      found = { ...idealChances(pool, commit.K, certificate), certificate };
      why = found.gap.toNumber();
    } catch (error) { why = error.message; }
    report.check("certificate.json levels", "公平证书对本名册、权重、规则成立",
      "proves the chances for this roster, these weights and rules",
      found && found.gap.cmp(new Fraction(1n, 10000n)) <= 0, why);
    if (!found) return;
    report.check("certificate.json widened", "放宽上下限的人确有必要", "only widens bounds",
      Object.values(found.certificate.widened).every(([low, high]) =>
        Fraction.of(low).cmp(Fraction.of(pool.rules.odds_floor)) <= 0 &&
        Fraction.of(high).cmp(Fraction.of(pool.rules.odds_ceiling)) >= 0));
    const { ideal } = found;
    for (const [pid, chance] of corrected) ideal.set(pid, Fraction.of(chance));
    const whole = [...ideal.values()].reduce((sum, chance) => sum.plus(chance), ZERO);
    report.check("certificate.json value", "各人机会之和等于抽取人数", "the chances add up to K",
      whole.minus(Fraction.of(commit.K)).abs().cmp(new Fraction(1n, 1000n)) <= 0, whole.toNumber());
    const stated = Fraction.of(commit.deviation), pages = Fraction.of(commit.pages);
    const allowed = least(new Fraction(1n, 20n), Fraction.of(commit.policy.deviation_max));
    const far = [...ideal].filter(([pid, chance]) =>
      Fraction.of(counted.get(pid)).by(pages).minus(chance).abs().cmp(stated) > 0).map(([pid]) => pid);
    report.check("odds.csv pages", `与公平机会相差不超过${stated.toNumber().toFixed(4)}`,
      `within ${stated.toNumber().toFixed(4)} of the fair chances`,
      far.length === 0 && stated.cmp(allowed) <= 0, far.slice(0, 3));
    const share = Fraction.of(commit.K).by(Fraction.of(commit.holders));
    askAboutChances(report, ideal, share, (pid) => causeOf(pool, pid, ideal));
    const certain = (chance) => chance.cmp(ZERO) === 0 || chance.cmp(ONE) === 0;
    const bare = new Map([...counted].filter(([pid, n]) => [0, commit.pages].includes(n) && !certain(ideal.get(pid)))
      .map(([pid, n]) => [pid, Fraction.of(n).by(pages)]));
    askAboutChances(report, bare, share, (pid) => byPages(counted.get(pid)));
    const reasons = new Map(read.table("reasons.csv").map((row) => [row.pid, row.ideal]));
    report.check("reasons.csv ideal", "所写机会即证书的机会", "states the proven chances",
      reasons.size === ideal.size && [...ideal].every(([pid, c]) => reasons.get(pid) === String(c)));
    const widest = [...ideal].map(([pid, c]) =>
      Fraction.of(counted.get(pid)).by(pages).minus(c).abs()).reduce(most, ZERO);
    const by = widest.toNumber().toFixed(4), rough = [...ideal].filter(([pid, c]) =>
      Fraction.of(counted.get(pid)).by(pages).minus(c).abs().cmp(new Fraction(2n).by(pages)) >= 0);
    for (const [people, zh, en] of [
      [corrected.map(([pid]) => pid), "人的机会由裁决改正", "chances were corrected"],
      [Object.keys(certificate.widened), "人的上下限被放宽", "people have wider bounds"],
      [rough.map(([pid]) => pid), `人的页数与公平机会最多相差${by}，不止取整`,
        `counts stray by ${by}, more than rounding`]]) {
      if (people.length) {
        const listed = inOrder(people).join(" ");
        report.ask(`${people.length}${zh}，用 lungang draw verify --rebind 重算核对：${listed}`,
          `${people.length} ${en}: lungang draw verify --rebind computes them again: ${listed}`);
      }
    }
  };

  // Who is drawn or spared whatever page comes up, or nearly so: rules can decide a draw before
  // it is drawn. `cause` tells why of a chance of 0 or 1.
  const askAboutChances = (report, chances, share, cause) => {
    const found = new Map(), two = new Fraction(2n);
    const put = ([zh, en], pid) => {
      if (!found.has(zh)) found.set(zh, { en, people: [] });
      found.get(zh).people.push(pid);
    };
    for (const pid of inOrder([...chances.keys()])) {
      const chance = chances.get(pid);
      if (chance.cmp(ZERO) === 0 || chance.cmp(ONE) === 0) put(cause(pid), pid);
      else if (chance.times(two).cmp(share) < 0) put(SELDOM, pid);
      else if (share.times(two).cmp(chance) < 0) put(OFTEN, pid);
      else if (ONE.minus(chance).times(two).cmp(ONE.minus(share)) < 0) put(MOSTLY, pid);
    }
    for (const [zh, { en, people }] of found) {
      report.ask(`${people.length}人${zh}，逐人核对理由：${people.join(" ")}`,
        `${people.length} people ${en}; see why: ${people.join(" ")}`);
    }
  };
  const SELDOM = ["机会不到平均的一半", "have less than half the average chance"];
  const OFTEN = ["机会超过平均的两倍", "have more than twice the average chance"];
  const MOSTLY = ["不被抽中的机会不到平均的一半",
    "have less than half the average chance not to be drawn"];
  const byPages = (many) => (many ? ["页页都有、机会为1", "stand on every page and are certain"]
    : ["一页也没有、机会为0", "stand on no page and have no chance"]);
  // What leaves somebody no chance, or no escape.
  const causeOf = (pool, pid, ideal) => {
    const never = ideal.get(pid).cmp(ZERO) === 0;
    if (pool.needed && pool.covers.get(pid).length === 0) {
      return ["无人可代职、机会为0", "have no cover and no chance"];
    }
    for (const [{ id, min, max }, members] of pool.groups) {
      if (!members.has(pid)) continue;
      if (never && max === 0) {
        return [`名额“${id}”最多0人，机会为0`, `have no chance, by the quota ${id} of none`];
      }
      const able = [...members].filter((member) => ideal.get(member).cmp(ZERO) > 0).length;
      if (!never && min >= able) {
        return [`名额“${id}”至少${min}人，机会为1`, `are certain, by the quota ${id} of at least ${min}`];
      }
    }
    return never ? ["名额与代职合起来，机会为0", "have no chance, by quotas and covers together"]
      : ["名额与代职合起来，机会为1", "are certain, by quotas and covers together"];
  };

  // ---- 10. Windows --------------------------------------------------------------------------
  // docs/draw.md “Windows”: the first schedule and every change of it, computed again.
  const orderOf = (seed, ...words) => hex(sha256(join(seed, utf8(words.join("|")))));
  const ranked = (items, key) => items.map((item) => [key(item), item])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
  const weekOf = (day) => { // the Monday of its week, in days since 1970
    const number = Date.parse(`${day}T00:00:00Z`) / 86400000;
    return number - ((number + 3) % 7);
  };
  const possibleWindows = (pool, dark = true) => { // else as if there were no black-outs
    const rules = pool.rules.window, days = pool.working, found = [];
    for (let start = 0; start + rules.working_days <= days.length; start += 1) {
      const end = start + rules.working_days - 1, first = days[start], last = days[end];
      if (first < rules.first || last > rules.last) continue;
      if (rules.start === "week" && start && weekOf(days[start - 1]) === weekOf(first)) continue;
      if (dark && rules.blackouts.some((b) => b.from <= last && first <= b.to)) continue;
      found.push([start, end]);
    }
    return found;
  };
  const daysOf = ([start, end]) => Array.from({ length: end - start + 1 }, (_, i) => start + i);
  const newDiary = (pool) => ({ pool, away: new Map(), busy: new Set(), load: new Map() });
  const capsOf = (pool, pid) => {
    const rules = pool.rules.window, row = pool.roster.get(pid);
    return [["unit", row.unit, rules.unit_absent_max], ["process", row.process, rules.process_absent_max],
      ["all", "", rules.total_absent_max]]
      .filter(([kind, value, cap]) => cap && (value || kind === "all"))
      .map(([kind, value, cap]) => [`${kind}:${value}`, cap]);
  };
  const hasRoom = (diary, pid, window) => daysOf(window).every((day) =>
    !diary.busy.has(`${pid} ${day}`) && capsOf(diary.pool, pid).every(([key, cap]) =>
      (diary.away.get(`${key} ${day}`) || 0) < cap));
  const isFree = (diary, cover, window) =>
    (diary.load.get(cover) || 0) < diary.pool.capacity.get(cover) &&
    daysOf(window).every((day) => !diary.busy.has(`${cover} ${day}`));
  const enter = (diary, pid, cover, window) => {
    for (const day of daysOf(window)) {
      for (const [key] of capsOf(diary.pool, pid)) {
        diary.away.set(`${key} ${day}`, (diary.away.get(`${key} ${day}`) || 0) + 1);
      }
      diary.busy.add(`${pid} ${day}`);
      if (cover) diary.busy.add(`${cover} ${day}`);
    }
    if (cover) diary.load.set(cover, (diary.load.get(cover) || 0) + 1);
  };
  const placeIn = (diary, pid, windows, covers, seed) => {
    for (const window of windows) {
      if (!hasRoom(diary, pid, window)) continue;
      if (!diary.pool.needed) return [window, ""];
      const order = ranked(covers, (c) => String(diary.load.get(c) || 0).padStart(6, "0") +
        orderOf(seed, "cover", pid, c));
      const cover = order.find((c) => isFree(diary, c, window));
      if (cover !== undefined) return [window, cover];
    }
    return null;
  };
  const usable = (pool, pid, drawn) => pool.covers.get(pid).filter((c) => pool.freeIfDrawn || !drawn.has(c));
  const byLot = (pool, seed, pid, windows) =>
    ranked(windows, ([start]) => orderOf(seed, "start", pid, pool.working[start]));
  const greedy = (pool, drawn, seed) => {
    const windows = possibleWindows(pool), diary = newDiary(pool), found = new Map();
    const covers = new Map(drawn.map((pid) => [pid, usable(pool, pid, new Set(drawn))]));
    const order = ranked(drawn, (pid) => String(covers.get(pid).length).padStart(6, "0") +
      orderOf(seed, "order", pid));
    for (const pid of order) {
      const placed = placeIn(diary, pid, byLot(pool, seed, pid, windows), covers.get(pid), seed);
      if (placed === null) return null;
      enter(diary, pid, placed[1], placed[0]);
      found.set(pid, [...placed, "greedy"]);
    }
    return found;
  };
  const sameSchedule = (a, b) => a.size === b.size &&
    [...a].every(([pid, placed]) => b.has(pid) && equal(placed, b.get(pid)));
  const readSchedule = (read, pool, name) => {
    const place = new Map(pool.working.map((day, number) => [day, number]));
    return new Map(read.table(name).map((row) => {
      if (!place.has(row.first) || !place.has(row.last) || !pool.roster.has(row.pid)) {
        throw new Error(`${name} ${row.pid}: ${row.first} ${row.last}`);
      }
      return [row.pid, [[place.get(row.first), place.get(row.last)], row.cover, row.how]];
    }));
  };
  const lawfulSchedule = (pool, schedule) => {
    if ([...schedule.values()].some(([, , how]) => !["greedy", "moved", "repaired"].includes(how))) return false;
    const diary = newDiary(pool), windows = new Set(possibleWindows(pool).map(String));
    for (const pid of [...schedule.keys()].sort()) {
      const [window, cover] = schedule.get(pid);
      let good = windows.has(String(window)) && hasRoom(diary, pid, window);
      if (pool.needed) {
        good = good && usable(pool, pid, new Set(schedule.keys())).includes(cover) &&
          isFree(diary, cover, window);
      }
      if (!good || (cover && !pool.needed)) return false;
      enter(diary, pid, cover, window);
    }
    return true;
  };
  // The first day on which the leave that a change moves or adds may begin.
  const soonestOf = (event, paper) => {
    const today = event.at.slice(0, 10);
    if (event.type !== "DEFER") return nextDay(today, 1);
    if (!isDay(paper.until)) {
      throw new Error(`detail-${event.facts.detail.slice(0, 16)}.json until: ${paper.until ?? ""}`);
    }
    return paper.until > today ? paper.until : today;
  };
  // What a solver's change must keep: its person begins in time, and whoever had begun by then
  // stays where they were.
  const repairedRightly = (pool, old, fresh, event, paper) => {
    if (event.type === "CARRY") return false; // nothing is to be solved
    const who = event.facts.by || event.facts.pid, soonest = soonestOf(event, paper);
    const begun = event.type === "DEFER" ? soonest : nextDay(soonest, -1);
    return pool.working[fresh.get(who)[0][0]] >= soonest && [...old].every(([pid, placed]) =>
      pid === event.facts.pid || pool.working[placed[0][0]] > begun || equal(fresh.get(pid), placed));
  };
  const afterChange = (pool, old, event, paper, seed) => {
    const { pid, by = "" } = event.facts, rest = new Map([...old].filter(([other]) => other !== pid));
    if (event.type === "CARRY" || (event.type === "REPLACE" && !by)) return rest;
    const diary = newDiary(pool), who = by || pid;
    for (const other of [...rest.keys()].sort()) {
      const [window, cover] = rest.get(other);
      enter(diary, other, cover, window);
    }
    let windows = possibleWindows(pool);
    const soonest = soonestOf(event, paper);
    windows = windows.filter(([start]) => pool.working[start] >= soonest);
    if (event.type === "REPLACE") windows = byLot(pool, seed, who, windows);
    const placed = placeIn(diary, who, windows, usable(pool, who, new Set([...rest.keys(), who])), seed);
    return placed === null ? null : new Map([...rest, [who, [...placed, "moved"]]]);
  };
  const replacement = (pool, old, gone, leaver, seed) => {
    const { unit } = pool.roster.get(leaver), drawn = new Set(old.keys());
    const acting = [...old].filter(([pid]) => pid !== leaver).map(([, [, cover]]) => cover);
    const barred = new Set([...drawn, ...gone, ...(pool.freeIfDrawn ? [] : acting)]);
    const others = pool.pids.filter((pid) => pool.roster.get(pid).unit === unit && !barred.has(pid));
    for (const pid of ranked(others, (p) => orderOf(seed, "alt", p))) {
      const people = new Set([...[...drawn].filter((p) => p !== leaver), pid]);
      if (quotasHold(pool, people) && coverable(pool, people)) return pid;
    }
    return "";
  };
  // Whether a leave may be known on a day: where nothing is announced only the next window may,
  // and what has begun.
  const disclosed = (pool, current, pid, day) => {
    const begins = new Map([...current].map(([p, [[start]]]) => [p, pool.working[start]]));
    const first = begins.get(pid), coming = [...begins.values()].filter((begun) => begun >= day).sort();
    return pool.rules.window.notice === "announced" || first <= day || first === coming[0];
  };
  const checkDiary = (report, read, mine, pool, changes) => {
    const wrong = [], late = [], early = [], stages = new Map();
    let current = new Map(), number = 0;
    for (const event of mine) {
      if (changes.includes(event)) {
        current = readSchedule(read, pool, `schedule-${String(number).padStart(3, "0")}.csv`);
        number += 1;
      }
      const { pid } = event.facts, placed = current.get(pid), day = event.at.slice(0, 10);
      if (Object.hasOwn(STAGES, event.type) && placed) {
        const [first, last] = placed[0].map((place) => pool.working[place]);
        stages.set(pid, event.type);
        const ahead = pool.working.filter((d) => day < d && d <= first).length;
        if (event.type === "NOTIFY" && ahead > pool.rules.window.notice_days) early.push(`${pid}=${ahead}`);
        if (event.type === "START" && day > first) late.push(pid);
        const good = { NOTIFY: disclosed(pool, current, pid, day), START: first <= day && day <= last,
          RETURN: day >= last };
        if (!good[event.type]) wrong.push(event.seq + 1);
      }
      if (event.type === "CLOSE") {
        const ends = [...current.values()].map(([w]) => pool.working[w[1]]).sort();
        if ((event.facts.last || "") !== (ends[ends.length - 1] || "")) wrong.push(event.seq + 1);
      }
    }
    report.check("ledger.jsonl START",
      "不预告的不提前通知，离岗在窗口之内，返岗不早于窗口结束，结案晚于最后窗口",
      "no notice of a window not to be known, no start outside its window, no return before its " +
      "end, no close before the last",
      wrong.length === 0, wrong);
    const away = [...current.keys()].filter((pid) => stages.get(pid) !== "RETURN").sort();
    for (const [people, zh, en] of [
      [away, "到结案没有离岗或返岗记录", "have no start or return at the close"],
      [late, "离岗晚于窗口第一天", "left after the first day of their window"],
      [early, "的通知早于规定的工作日数（代号=提前的工作日数）",
        "were told more working days ahead than the rules say (pseudonym=days)"]]) {
      if (people.length) {
        report.ask(`${people.length}人${zh}：${people.join(" ")}`,
          `${people.length} people ${en}: ${people.join(" ")}`);
      }
    }
  };
  const checkSchedules = (report, read, { commit, mine }, papers, pool, reveal) => {
    const changes = mine.filter((e) => RESCHEDULES.includes(e.type));
    const secret = read.get("window_secret.txt"), zero = Uint8Array.of(0);
    report.check("window_secret.txt", "与承诺一致", "is the one committed to",
      hides(secret) && digest(secret, commit.hash) === commit.window_secret_hash);
    const drawSeed = unhex(reveal.seed);
    const seed = unhex(digest(join(utf8("forced-leave-windows/v1"), zero, drawSeed, zero,
      utf8(String(reveal.page)), zero, secret), commit.hash));
    let old = new Map(), repaired = 0;
    const gone = new Set();
    for (const [number, event] of changes.entries()) {
      const name = `schedule-${String(number).padStart(3, "0")}.csv`;
      const fresh = readSchedule(read, pool, name), { pid, by = "" } = event.facts;
      let expected;
      if (event.type === "SCHEDULE") expected = greedy(pool, reveal.drawn, seed);
      else {
        if (event.type === "DEFER") {
          report.check(`ledger.jsonl:${event.seq + 1} DEFER`, "改期只能往后", "puts off, and never forward",
            pool.working[old.get(pid)[0][0]] < soonestOf(event, papers.get(event.facts.detail) || {}));
        }
        if (event.type === "REPLACE") {
          report.check(`ledger.jsonl:${event.seq + 1} facts.by`, "替补按固定排序产生",
            "is the next in order",
            by === replacement(pool, old, gone, pid, drawSeed));
        }
        if (event.type !== "DEFER") gone.add(pid);
        expected = afterChange(pool, old, event, papers.get(event.facts.detail) || {}, seed);
      }
      let good;
      if (expected === null) {
        repaired += 1;
        const who = new Set(event.type === "SCHEDULE" ? reveal.drawn : old.keys());
        if (event.type === "REPLACE") { who.delete(pid); who.add(by); }
        good = lawfulSchedule(pool, fresh) && equal([...fresh.keys()].sort(), [...who].sort());
        if (event.type !== "SCHEDULE") {
          good = good && repairedRightly(pool, old, fresh, event, papers.get(event.facts.detail) || {});
        }
      } else good = sameSchedule(fresh, expected);
      good = good && digest(join(secret, read.get(name)), commit.hash) === event.payload;
      report.check(name, "窗口与代职人重算一致", "windows and covers as recomputed", good);
      if (!good) return; // the changes after it and the diary stand on this one
      old = fresh;
    }
    checkDiary(report, read, mine, pool, changes);
    if (repaired) {
      report.ask(`${repaired}份排期由求解器修补，只核对了上限；用 lungang draw verify --rebind 重算`,
        `${repaired} schedules were repaired by a solver; only the caps were checked; lungang draw verify --rebind computes them again`);
    }
  };

  // ---- 11. The whole ------------------------------------------------------------------------
  // Which checks run on which bundle, and the verdict.
  // How often it was committed to and how that ended; of commit.json, or of open.json where
  // there is none.
  const countAttempts = (report, { org, draw, attempt }, mine) => {
    const counts = count(mine.map((e) => e.type)), n = (kind) => counts.get(kind) || 0;
    report.show(`${org} ${draw}：承诺${n("COMMIT")}次，作废${n("VOID")}次，失败${n("FAIL")}次，` +
      `抽取${n("DRAW")}次${attempt ? `；本次为第${attempt}次` : ""}`,
    `${org} ${draw}: ${n("COMMIT")} commitments, ${n("VOID")} void, ${n("FAIL")} failed, ` +
      `${n("DRAW")} draws${attempt ? `; this is attempt ${attempt}` : ""}`);
  };
  const firstLines = (report, commit, root, mine, own) => {
    countAttempts(report, commit, mine);
    report.show(`承诺值 ${spoken(root)}`, `root ${spoken(root)}`);
    report.show(`承诺于 ${commit.committed_at}，方式：${MODES.get(commit.mode) ?? "？"}，共${commit.pages}页，每页${commit.K}人`,
      `committed ${commit.committed_at}, mode ${commit.mode}, ${commit.pages} pages of ${commit.K}`);
    report.show(`本验证程序的哈希 ${own}`, `hash of this verifier ${own}`);
    report.show(`名册${commit.holders}人，另有${commit.excluded}人不参加抽取`,
      `${commit.holders} people in the roster, ${commit.excluded} left out`);
  };
  // What the lines say that only those know who were there; other draws beside it.
  const askAboutLedger = (report, events, draws, own) => {
    const mine = events.filter((e) => e.draw === own);
    for (const [name, draw] of draws) {
      if (name === own) continue;
      const [came, was] = draw.root ? ["有未了结的承诺", "a commitment is undecided"]
        : draw.drawn ? ["已抽取", "drawn"] : ["没有结果", "without a result"];
      const zh = draw.legacy ? `按第1版启动（本程序不核对），${came}` : came;
      const en = draw.legacy ? `opened under the first version (not checked here), ${was}` : was;
      report.ask(`同一台账另有抽取 ${name}，${zh}：不是对同一批人重抽`,
        `the ledger has another draw, ${name}, ${en}: it is not one of the same people`);
    }
    const { at } = events[events.length - 1];
    if (moment(at) > Date.now()) {
      report.ask(`台账最后一条的时间 ${at} 还没有到：核对本机的钟，钟不错就是预先写好的`,
        `the last line of the ledger is of ${at}, which is still to come: unless this clock is wrong it was ` +
        "written beforehand");
    }
    askAboutApprovers(report, mine.map((e) => e.facts), "ledger.jsonl");
    askAboutAppeals(report, mine);
    askAboutLeave(report, mine);
  };
  // Who is said to have been away: their colleagues know.
  const LEAVE = new Map([["START", ["离岗", "left"]], ["RETURN", ["返岗", "returned"]]]);
  const askAboutLeave = (report, mine) => {
    const listed = mine.filter((e) => LEAVE.has(e.type)).map(({ type, at, facts }) =>
      `${facts.pid} ${at.slice(0, 10)} ${report.words(...LEAVE.get(type))}` +
      ("detail" in facts ? "" : report.words(" 没有材料", " without papers"))).join(report.words("；", "; "));
    if (listed) {
      report.ask(`离岗、返岗与考勤、权限停用记录一致：${listed}`,
        `leave and return are as attendance and access records have them: ${listed}`);
    }
  };
  // Every appeal and what came of it: whoever appealed knows better.
  const HEARD = { upheld: ["异议成立", "upheld"], rejected: ["异议不成立", "rejected"], "": ["提出异议", "appealed"] };
  const askAboutAppeals = (report, mine) => {
    const listed = mine.filter((e) => e.type === "APPEAL" || e.type === "DECIDE").map(({ at, facts }) =>
      `${facts.pid} ${at.slice(0, 10)} ${report.words(...HEARD[facts.outcome || ""])}`).join(report.words("；", "; "));
    if (listed) {
      report.ask(`异议和裁决与本人、受理部门所知一致，没有遗漏：${listed}`,
        `appeals and decisions are as those who appealed know them: ${listed}`);
    }
  };
  const checkHeads = (report, events, heads) => {
    for (const head of heads) {
      report.check("ledger.jsonl hash", "先前公布的链首、承诺值仍在台账中",
        "the head or root published before is in the chain",
        events.some((e) => sameHash(head, e.hash) || sameHash(head, e.root)), head);
    }
    if (!heads.some((head) => events.some((e) => sameHash(head, e.hash)))) {
      report.ask("通知书、公告上印的台账链首（可发现台账被截断、重做或另起编号）",
        "a ledger head printed on a notice (shows a ledger cut or redone)");
    }
  };
  const checkNoMore = (report, read) => {
    const extra = read.names().filter((name) => !read.known.has(name));
    report.check(report.words("文件夹", "folder"), "没有多余的文件", "has no other file",
      extra.length === 0, extra.join(" "));
  };
  // A draw that no commitment covers: its last one failed or was void, or there was none.
  // Ledger, opening and the attempts that ended are checked.
  const uncommitted = (report, read, options) => {
    const { events, draws } = checkLedger(report, read);
    const { opening, mine } = readOpening(report, read, events), draw = draws.get(opening.draw);
    report.need("ledger.jsonl OPEN draw", "启动记在台账上", "the opening is in the ledger", draw);
    report.check("ledger.jsonl OPEN facts.schema", "按第2版启动", "opened under version 2", !draw.legacy);
    report.check("commit.json", "台账没有未了结的承诺，也没有结果",
      "the ledger has no open commitment and no result", !draw.root && !draw.drawn);
    countAttempts(report, opening, mine);
    if (options.root) {
      report.check("ledger.jsonl COMMIT root", "公示的承诺值在台账中", "the root posted is in the ledger",
        mine.some((e) => e.type === "COMMIT" && sameHash(options.root, e.root)));
    }
    checkHeads(report, events, options.heads);
    checkRoles(report, publishedKeys(options),
      mine.filter((e) => e.type === "COMMIT").flatMap((e) => e.facts.roles.split(" ")));
    if (options.values.length) report.check("--value", "此时有可核对的数值", "there is a value to compare", false);
    for (const proof of options.proofs) checkProof(report, read, opening, proof);
    askAboutLedger(report, events, draws, opening.draw);
    checkAttempts(report, read, opening, mine, options);
    if (read.has("salt.txt")) {
      report.bundle = ["核查件", "inspection"];
      const papers = detailsOf(report, read, opening, mine);
      read.json("rules.json");
      const tables = new Map(INPUTS.filter((n) => n.endsWith(".csv")).map((n) => [n, read.table(n)]));
      checkInputs(report, read, opening, mine, papers);
      checkReceipts(report, mine, papers, tables.get("roster.csv").map((row) => row.pid));
    }
    const later = [...PUBLIC_FILES, ...SEALED_FILES].filter((n) => read.has(n) && !read.known.has(n)).sort();
    if (later.length) {
      report.show(`尚未承诺，还可能改，不作核对：${later.join(" ")}`,
        `not committed to, and not checked: ${later.join(" ")}`);
    }
    later.forEach((name) => read.known.add(name));
    checkNoMore(report, read);
    if (report.failed.length) return "rejected";
    const last = mine.filter((e) => e.type === "VOID" || e.type === "FAIL").pop();
    if (draw.closed) return "shut";
    return last === undefined ? "opened" : last.type === "VOID" ? "void" : "failed";
  };
  const examine = (files, options, report) => {
    const read = reader(files, report);
    if (options.odd.length) { // a link can show other bytes tomorrow
      report.check(options.odd.join(" "), "应为文件", "must be a file", false);
    }
    if (!read.has("commit.json")) return uncommitted(report, read, options);
    if (read.json("commit.json").schema === "lungang-draw-commit/1") return "old";
    const { events, draws } = checkLedger(report, read);
    const made = checkCommitment(report, read, events, draws, options);
    const { commit, root, mine } = made;
    firstLines(report, commit, root, mine, options.own);
    checkHeads(report, events, options.heads);
    askAboutLedger(report, events, draws, commit.draw);
    checkStamp(report, read, commit, root, mine);
    checkNamed(report, "commit.json", commit, checkAttempts(report, read, commit, mine, options));
    const value = checkValues(report, read, commit, root, mine, options);
    const { pages, counted } = checkBook(report, read, commit);
    const draw = draws.get(commit.draw);
    if (!draw.drawn && draw.recorded.size === draw.sources.size) askAboutResult(report, made, value, pages);
    const reveal = draw.drawn ? checkReveal(report, read, made, value, pages) : {};
    for (const proof of options.proofs) checkProof(report, read, commit, proof);
    if (read.has("salt.txt")) {
      report.bundle = ["核查件", "inspection"];
      checkSealed(report, read, commit);
      const papers = detailsOf(report, read, commit, mine);
      checkInputs(report, read, commit, mine, papers);
      const pool = readPool(report, read, commit);
      checkReceipts(report, mine, papers, pool.pids);
      checkPool(report, read, commit, pool, pages, counted);
      checkChances(report, read, commit, pool, counted);
      if (draw.drawn && draw.closed) checkSchedules(report, read, made, papers, pool, reveal);
    } else {
      const pagesOf = Fraction.of(commit.pages), shown = new Map([...counted].map(([pid, n]) =>
        [pid, Fraction.of(n).by(pagesOf)]));
      askAboutChances(report, shown, Fraction.of(commit.K).by(Fraction.of(commit.holders)),
        (pid) => byPages(counted.get(pid)));
      report.ask("名册、代职、公平证书、排期须用同一承诺值的核查件核对",
        "roster, covers, certificate, schedules need the inspection bundle");
    }
    checkNoMore(report, read);
    if (report.failed.length) return "rejected";
    if (!draw.drawn) return draw.signed.size === draw.roles.length ? "committed" : "unsigned";
    return options.root ? "verified" : "not-compared";
  };
  const VERDICTS = {
    "verified": ["验证通过", "VERIFIED", 0],
    "not-compared": ["承诺值未核对：未发现不符，但没有给出公示的承诺值",
      "ROOT NOT COMPARED: nothing is wrong, but no root was given", 5],
    "rejected": ["验证不通过", "REJECTED", 6],
    "old": ["这是第1版的抽取：请用文件夹中自带的验证程序验证",
      "a draw of the first version: use the verifier in its folder", 7],
    "committed": ["承诺有效，尚未抽取", "COMMITTED, NOT DRAWN YET", 8],
    "unsigned": ["承诺尚未签齐，尚未抽取", "NOT SIGNED BY ALL, NOT DRAWN YET", 8],
    "failed": ["最近一次承诺已依法宣布失败，尚未重新承诺",
      "THE LAST ATTEMPT FAILED LAWFULLY, NOT COMMITTED AGAIN YET", 8],
    "void": ["最近一次承诺已依法作废，尚未重新承诺",
      "THE LAST COMMITMENT IS VOID, NOT COMMITTED AGAIN YET", 8],
    "opened": ["已启动，尚未承诺", "OPENED, NOT COMMITTED YET", 8],
    "shut": ["已结案，没有抽取", "CLOSED WITHOUT A DRAW", 8],
  };
  // files: Map of name to Uint8Array. Returns every line said, what only somebody outside can
  // compare, and the verdict: verified, not-compared, rejected, old, committed or unsigned.
  const verify = (files, given = {}) => {
    const options = { root: "", heads: [], values: [], keys: [], proofs: [], language: "zh",
      own: "", odd: [], ...given };
    const plain = (string) => string.normalize("NFKC"); // digits and signs as typed
    options.root = plain(options.root);
    options.heads = options.heads.map(plain);
    for (const name of ["values", "keys"]) options[name] = options[name].map((v) => v.replace(/[=＝].*$/, plain));
    const report = new Report(options.language);
    let verdict;
    try {
      verdict = examine(files, options, report);
    } catch (error) { // a damaged file is a failed check, not a crash
      if (!(error instanceof Hopeless)) {
        const kind = error.constructor === Error ? "" : `${error.name} `;
        report.check(report.words("文件夹", "folder"), "文件可读", "files can be read", false, kind + error.message);
      }
      verdict = "rejected";
    }
    const [zh, en, code] = VERDICTS[verdict];
    const bare = code === 8 && !options.root;
    const says = report.words(zh, en) +
      (bare ? report.words("（没有核对承诺值）", " (no root was compared)") : "");
    return { lines: report.lines, questions: report.questions, failed: report.failed, verdict,
      says, code };
  };

  return { verify, readLedger, sha256, sha512, sm3, ed25519, hex, unhex, utf8 };
})();

if (typeof module !== "undefined" && typeof require !== "undefined") {
  module.exports = VerifyDraw;
  if (require.main === module) {
    const fs = require("fs"), path = require("path");
    const options = { root: "", heads: [], values: [], keys: [], proofs: [], language: "zh",
      own: VerifyDraw.hex(VerifyDraw.sha256(new Uint8Array(fs.readFileSync(__filename)))) };
    const words = process.argv.slice(2), posted = [], english = words.includes("en") || words.includes("--lang=en");
    const usage = () => {
      console.error(english ? 'usage: node verify_draw.js FOLDER --root "POSTED ROOT" [--head HEAD] ' +
        "[--value SOURCE=NUMBERS] [--key ROLE=FINGERPRINT] [--proof FILE] [--lang en]\n" +
        "no folder is given, there is none of this name, or an option is wrong"
        : '用法：node verify_draw.js 文件夹 --root "公示的承诺值" [--head 链首] ' +
        "[--value 来源=号码] [--key 角色=指纹] [--proof 凭证.json] [--lang en]\n" +
        "没有写明文件夹，没有这个文件夹，或选项写错");
      process.exit(2);
    };
    const lists = new Map([["--head", options.heads], ["--value", options.values], ["--key", options.keys],
      ["--proof", options.proofs]]);
    while (words.length) {
      const word = words.shift(), at = word.indexOf("=");
      if (!word.startsWith("--")) { posted.push(word); continue; }
      const name = at < 0 ? word : word.slice(0, at), value = at < 0 ? words.shift() : word.slice(at + 1);
      if (value === undefined || (at < 0 && value.startsWith("-"))) usage();
      if (name === "--root") options.root = value;
      else if (name === "--lang" && ["zh", "en"].includes(value)) options.language = value;
      else if (lists.has(name)) lists.get(name).push(value);
      else usage();
    }
    const folder = posted.shift();
    if (folder === undefined || !fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() ||
      [...options.values, ...options.keys].some((one) => !/[=＝]/.test(one))) usage();
    options.root = options.root || posted.join(" ");
    options.proofs = options.proofs.map((name) => {
      try { return JSON.parse(fs.readFileSync(name, "utf8")); } catch { return undefined; } // told by its check
    });
    const names = fs.readdirSync(folder), plain = (name) => fs.statSync(path.join(folder, name),
      { throwIfNoEntry: false })?.isFile();
    options.odd = names.filter((name) => !fs.lstatSync(path.join(folder, name), // no such entry: its
      { throwIfNoEntry: false })?.isFile()).sort(); // name is no text
    const files = new Map(names.map((name) => [name,
      new Uint8Array(plain(name) ? fs.readFileSync(path.join(folder, name)) : [])]));
    const found = VerifyDraw.verify(files, options), zh = options.language === "zh";
    for (const { holds, what } of found.lines) {
      const mark = holds === null ? "**" : holds ? (zh ? "通过" : "PASS") : zh ? "不符" : "FAIL";
      console.log(`${mark} ${what}`);
    }
    for (const question of found.questions) {
      console.log(`${zh ? "须另行核对" : "COMPARE OUTSIDE"} ${question}`);
    }
    console.log(found.verdict === "rejected" ? `${found.says}${zh ? "：" : ": "}${found.failed.join("; ")}` : found.says);
    process.exitCode = found.code;
  }
}
