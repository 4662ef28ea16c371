// 强制休假抽取独立验证(浏览器或 Node,无需联网)
// Stand-alone check of a mandatory-leave draw, for a browser or for Node; no network,
// no library: the hashes, the signature check and everything else are in this file.
//   node verify_draw.js FOLDER [POSTED-ROOT]        ends with 0 (verified) or 6
"use strict";

const VerifyDraw = (() => {
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

  // ---- hashes -------------------------------------------------------------------
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

  // ---- Ed25519 (RFC 8032), verification only ---------------------------------------
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
    const k = little(sha512(join(r, key, message))) % L;
    const one = times(s, BASE), two = add(point(r), times(k, point(key)));
    return mod(one[0] * two[2] - two[0] * one[2]) === 0n &&
      mod(one[1] * two[2] - two[1] * one[2]) === 0n;
  };

  // ---- the OpenSSH signature file (PROTOCOL.sshsig) ----------------------------------
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
    }
    return found;
  };
  const NAMESPACE = "forced-leave-draw";
  const signatureHolds = (armoured, message, keyBlob) => {
    const match = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)-----END SSH SIGNATURE-----\s*$/
      .exec(armoured);
    if (!match) return false;
    const blob = unbase64(match[1].replace(/\n/g, ""));
    if (text(blob.slice(0, 6)) !== "SSHSIG" || hex(blob.slice(6, 10)) !== "00000001") return false;
    const [key, space, reserved, hash, signed] = fieldsOf(blob.slice(10), 5);
    const inner = { sha256, sha512 }[text(hash)];
    if (!same(key, keyBlob) || text(space) !== NAMESPACE || !inner) return false;
    const [keyType, publicKey] = fieldsOf(key, 2), [type, raw] = fieldsOf(signed, 2);
    if (text(keyType) !== "ssh-ed25519" || text(type) !== "ssh-ed25519") return false;
    const covered = join(utf8("SSHSIG"), packed(space), packed(reserved), packed(hash),
      packed(inner(message)));
    return ed25519(publicKey, covered, raw);
  };

  // ---- tables and canonical JSON -----------------------------------------------------
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value !== null && typeof value === "object") {
      const keys = Object.keys(value).sort();
      return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error("a float");
    return JSON.stringify(value);
  };
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
    return [...found, cell];
  };
  const table = (bytes) => {
    const [header, ...lines] = text(bytes).split("\n").filter((line) => line !== "").map(cells);
    return lines.map((line) => {
      if (line.length !== header.length) throw new Error("a line has other columns");
      return Object.fromEntries(header.map((name, i) => [name, line[i]]));
    });
  };
  const moment = (string) => {
    const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
    if (!form.test(string)) throw new Error(`not an instant: ${string}`);
    return Date.parse(string);
  };
  const lessOrMore = (share, people, rounding, size) => {
    const [over, under] = share.split("/").map(BigInt);
    const down = under === undefined ? 1n : under, gap = BigInt(size) * down - over * BigInt(people);
    if (rounding === "up") return gap >= 0n && gap < down;
    if (rounding === "down") return gap <= 0n && gap > -down;
    return 2n * gap > -down && 2n * gap <= down;
  };

  // ---- the ledger ----------------------------------------------------------------------
  const ABOUT = new Set(["COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID"]);
  const EARLY = new Set(["COMMIT", "SIGN", "STAMP", "VOID"]);
  const readLedger = (bytes, say) => {
    const lines = text(bytes).split("\n");
    say("ledger.jsonl 完整 whole", lines.pop() === "");
    const open = new Map(), decided = new Set(), events = [];
    let chain = "0".repeat(64), latest = -Infinity;
    lines.forEach((line, number) => {
      const { hash, ...event } = JSON.parse(line);
      const at = moment(event.at), whole = canonical({ ...event, hash }) === line;
      let fine = whole && event.seq === number && event.prev === chain && at >= latest &&
        digest(utf8(canonical(event)), event.alg) === hash;
      if (event.type === "COMMIT") {
        fine = fine && !open.has(event.draw) && !decided.has(event.draw);
        open.set(event.draw, event);
      }
      if (ABOUT.has(event.type)) {
        const commit = open.get(event.draw);
        fine = fine && commit !== undefined && commit.root === event.root;
        if (fine && EARLY.has(event.type)) fine = at < moment(commit.facts.first_entropy);
      }
      if (event.type === "DRAW") decided.add(event.draw);
      if (event.type === "DRAW" || event.type === "VOID") open.delete(event.draw);
      say(`ledger.jsonl:${number + 1} ${event.type} ${event.at}`, fine, "断链或违规 broken");
      chain = hash;
      latest = at;
      events.push(event);
    });
    const overdue = [...open.values()].filter((e) => latest > moment(e.facts.deadline));
    say("ledger.jsonl 按期了结 settled in time", overdue.length === 0);
    return events;
  };

  // ---- everything else -------------------------------------------------------------------
  const examine = (files, posted, say, show) => {
    const get = (name) => {
      if (!files.has(name)) throw new Error(`${name} 缺失 is missing`);
      return files.get(name);
    };
    const json = (name) => JSON.parse(text(get(name)));
    const events = readLedger(get("ledger.jsonl"), say);
    for (const kind of ["COMMIT", "DRAW", "VOID"]) {
      show(`${kind}: ${events.filter((event) => event.type === kind).length}`);
    }
    const commit = json("commit.json"), alg = commit.hash, pages = commit.pages;
    const root = digest(get("commit.json"), alg);
    show(`承诺值 root: ${root.match(/.{8}/g).join(" ")}`);
    say("commit.json 规范 canonical", same(utf8(canonical(commit)), get("commit.json")));
    if (posted) say("承诺值与公示一致 root as posted", posted.replace(/\s/g, "") === root, posted);
    const mine = events.filter((event) => event.root === root);
    const inLedger = (type, hash, facts) => mine.some((event) => event.type === type &&
      event.payload === hash && canonical(event.facts) === canonical(facts));
    const first = commit.sources.map((s) => s.not_before)
      .reduce((a, b) => (moment(b) < moment(a) ? b : a));
    say("commit.json 在台账中 in the ledger", inLedger("COMMIT", root, {
      first_entropy: first, attempt: String(commit.attempt), deadline: commit.reveal_deadline,
    }) && mine[0].prev === commit.ledger_head && mine[0].at === commit.committed_at);
    const known = new Set(["commit.json", "reveal.json", "ledger.jsonl"]);
    for (const [name, hash] of Object.entries(commit.files)) {
      known.add(name);
      say(name, files.has(name) && digest(get(name), alg) === hash, "被改动或另存 changed");
    }

    const signers = new Map(text(get("allowed_signers")).split("\n").filter(Boolean)
      .map((line) => [line.split(" ")[0], line.split(" ").pop()]));
    say("三人三钥 three signers, three keys", new Set(signers.values()).size === 3 &&
      new Set(commit.signers).size === 3);
    for (const role of commit.signers) {
      const name = `commit.json.${role}.sig`;
      known.add(name);
      say(`${name} 签名 signature`, inLedger("SIGN", digest(get(name), alg), { role }) &&
        signatureHolds(text(get(name)), get("commit.json"), unbase64(signers.get(role))));
    }
    if (files.has("stamp.tsr")) {
      known.add("stamp.tsr");
      say("stamp.tsr 在台账中 in the ledger", inLedger("STAMP", digest(get("stamp.tsr"), alg), {}));
    }

    let key = "", balls = 0;
    const entropy = {}, publicMoments = commit.sources.filter((s) => s.kind !== "balls")
      .map((s) => moment(s.not_before));
    commit.sources.forEach((source, place) => {
      const name = `entropy-${place + 1}.json`, record = json(name);
      known.add(name);
      entropy[name] = digest(get(name), alg);
      let fine = inLedger("ENTROPY", entropy[name], { source: source.name }) &&
        record.source === source.name &&
        moment(commit.committed_at) < moment(source.not_before) &&
        moment(source.not_before) <= moment(record.at);
      if (source.kind === "balls") {
        balls = Number(record.digits.join(""));
        fine = fine && record.digits.every((d) => Number.isInteger(d) && d >= 0 && d <= 9) &&
          pages === 10 ** record.digits.length &&
          publicMoments.every((other) => moment(record.at) < other);
      } else if (source.kind === "drand") {
        fine = fine && record.round === source.round &&
          hex(sha256(unhex(record.signature))) === record.value;
        key += `${record.value}./`;
      } else {
        fine = fine && record.numbers.length === source.parts.length;
        source.parts.forEach((part, i) => {
          const numbers = record.numbers[i], sorted = [...numbers].sort((a, b) => a - b);
          fine = fine && numbers.length === part.count && (part.ordered || same(numbers, sorted)) &&
            numbers.every((n) => Number.isInteger(n) && n >= part.low && n <= part.high);
        });
        key += record.numbers.flat().map((n) => `${n}.`).join("") + "/";
      }
      show(`请核对 compare: ${source.name} ${source.issue} ${JSON.stringify(record)}`);
      say(`${name} ${source.name}`, fine);
    });

    const zero = Uint8Array.of(0);
    const seed = unhex(digest(join(utf8("forced-leave-draw/v1"), zero, unhex(root), zero,
      utf8(key)), alg));
    const many = BigInt(pages), limit = ((1n << 256n) / many) * many;
    let value = limit;
    for (let counter = 0; value >= limit; counter += 1) {
      const count = new Uint8Array(4);
      new DataView(count.buffer).setUint32(0, counter);
      value = BigInt("0x" + digest(join(seed, count), alg));
    }
    const page = (balls + (commit.mode === "balls" ? 0 : Number(value % many))) % pages;

    const rules = json("rules.json"), book = table(get("book.csv"));
    const roster = new Map(table(get("roster.csv")).map((row) => [row.pid, row]));
    const out = table(get("exclusions.csv"));
    const shown = utf8(canonical({
      schema: "lungang-draw-reveal/1", draw: commit.draw, root, key, balls, entropy,
      seed: hex(seed), page, drawn: book[page].pids.split(" "),
    }));
    say(`reveal.json 第${page}页 page ${page}`, same(shown, get("reveal.json")) &&
      inLedger("DRAW", digest(shown, alg), {}));
    show(`抽中 drawn: ${book[page].pids}`);

    const room = new Map(table(get("covers.csv")).map((row) => [`${row.pid} ${row.cover}`,
      Number(row.capacity)]));
    const counted = new Map([...roster.keys()].map((pid) => [pid, 0]));
    say("book.csv 页数 number of pages", book.length === pages);
    for (const row of book) {
      const pids = row.pids.split(" "), covers = row.covers.split(" "), drawn = new Set(pids);
      let fine = drawn.size === commit.K && pids.length === commit.K &&
        covers.length === pids.length && pids.every((pid) => roster.has(pid));
      for (const quota of fine ? rules.quotas : []) {
        const inside = pids.filter((pid) => quota.field === "*" ||
          roster.get(pid)[quota.field] === quota.value).length;
        fine = fine && quota.min <= inside && inside <= quota.max;
      }
      if (rules.cover.required) {
        const load = new Map();
        covers.forEach((cover) => load.set(cover, (load.get(cover) || 0) + 1));
        fine = fine && pids.every((pid, i) =>
          load.get(covers[i]) <= (room.get(`${pid} ${covers[i]}`) || 0));
        fine = fine && (rules.cover.drawn_may_cover || !covers.some((cover) => drawn.has(cover)));
      }
      if (!fine) say(`book.csv 页 page ${row.page}`, false, "不合规则 breaks a rule");
      for (const pid of drawn) if (counted.has(pid)) counted.set(pid, counted.get(pid) + 1);
    }
    const odds = table(get("odds.csv"));
    say("odds.csv 机会即页数 odds are counted pages", odds.length === roster.size &&
      odds.every((row) => row.pages === String(counted.get(row.pid)) && row.of === String(pages)));
    const people = roster.size + (rules.share_base === "holders" ? out.length : 0);
    say("K 抽取人数 how many are drawn", lessOrMore(rules.share, people, rules.rounding, commit.K));
    const codes = new Set(rules.exclusion_reasons.map((reason) => reason.code));
    say("exclusions.csv 理由、依据、两人审批 founded", out.every((row) => codes.has(row.reason) &&
      row.evidence && row.approved_by !== row.second_approver && !roster.has(row.pid)));

    if (files.has("window_secret.txt") || files.has("schedule.csv")) {
      known.add("window_secret.txt").add("schedule.csv");
      const seals = events.filter((event) => event.draw === commit.draw &&
        ["SCHEDULE", "DEFER", "REPLACE"].includes(event.type));
      const secret = get("window_secret.txt");
      say("schedule.csv 与封存一致 as sealed", digest(secret, alg) === commit.window_secret_hash &&
        digest(join(secret, get("schedule.csv")), alg) === seals[seals.length - 1].payload);
    }
    const extra = [...files.keys()].filter((name) => !known.has(name));
    say("没有多余文件 no other file", extra.length === 0, extra.join(" "));
  };

  // files: Map of name to Uint8Array. Returns every line said and whether all held.
  const verify = (files, posted) => {
    const lines = [];
    const say = (what, holds, found = "") => lines.push({ holds: Boolean(holds), what, found });
    const show = (what) => lines.push({ holds: null, what, found: "" });
    try {
      examine(files, posted, say, show);
    } catch (error) { // a damaged file is a failed check, not a crash
      say("文件可读 files readable", false, String(error));
    }
    return { lines, verified: lines.every((line) => line.holds !== false) };
  };
  return { verify, sha256, sha512, sm3, ed25519, hex, unhex, utf8 };
})();

if (typeof module !== "undefined" && typeof require !== "undefined") {
  module.exports = VerifyDraw;
  if (require.main === module) {
    const fs = require("fs"), path = require("path");
    const [folder, ...posted] = process.argv.slice(2);
    const files = new Map(fs.readdirSync(folder).map((name) => [name,
      new Uint8Array(fs.readFileSync(path.join(folder, name)))]));
    const { lines, verified } = VerifyDraw.verify(files, posted.join(""));
    for (const { holds, what, found } of lines) {
      console.log(holds === null ? `** ${what}` : `${holds ? "通过 PASS" : "不符 FAIL"} ${what}` +
        (holds ? "" : ` ${found}`));
    }
    console.log(verified ? "验证通过 VERIFIED" : "验证不通过 REJECTED");
    process.exitCode = verified ? 0 : 6;
  }
}
