import { Quantity } from '../../lib/kubernetes/quantity';

const parse = (text: string | number) => Quantity.parse(text);

describe('parse', () => {
  test.each<[string | number, string, string]>([
    ['0', '0', 'DecimalSI'],
    ['1', '1', 'DecimalSI'],
    ['0.5', '500m', 'DecimalSI'],
    ['.5', '500m', 'DecimalSI'],
    ['1.', '1', 'DecimalSI'],
    ['+5', '5', 'DecimalSI'],
    ['-1500m', '-1500m', 'DecimalSI'],
    ['1.500', '1500m', 'DecimalSI'],
    ['0001', '1', 'DecimalSI'],
    ['1k', '1k', 'DecimalSI'],
    ['1000', '1k', 'DecimalSI'],
    ['1E', '1E', 'DecimalSI'],
    ['1E3', '1e3', 'DecimalExponent'],
    ['1e+3', '1e3', 'DecimalExponent'],
    ['5e2', '500', 'DecimalExponent'],
    ['1e-10', '1e-9', 'DecimalExponent'],
    ['1e-999999', '1e-9', 'DecimalExponent'],
    ['1e21', '1e21', 'DecimalExponent'],
    ['1e4294967296', '1', 'DecimalExponent'],
    ['Gi', '0', 'BinarySI'],
    ['.Ki', '0', 'BinarySI'],
    ['-', '0', 'DecimalSI'],
    ['.', '0', 'DecimalSI'],
    ['1.Gi', '1Gi', 'BinarySI'],
    ['1.5Gi', '1536Mi', 'BinarySI'],
    ['0.1Gi', '107374182400m', 'BinarySI'],
    ['0.5Ki', '512', 'BinarySI'],
    ['0.0001Ki', '102400u', 'DecimalSI'],
    ['1023Ki', '1023Ki', 'BinarySI'],
    ['1024Ki', '1Mi', 'BinarySI'],
    ['1025Ki', '1025Ki', 'BinarySI'],
    ['16Ei', '9223372036854775807', 'BinarySI'],
    ['-16Ei', '-9223372036854775807', 'BinarySI'],
    ['16E', '16E', 'DecimalSI'],
    [' 1Gi ', '1Gi', 'BinarySI'],
    ['\u00a01', '1', 'DecimalSI'],
    [0.1, '100m', 'DecimalSI'],
    [2, '2', 'DecimalSI'],
    [-0, '0', 'DecimalSI'],
    [1e21, '1e21', 'DecimalExponent'],
    [1e-7, '100e-9', 'DecimalExponent'],
  ])('%j is %s', (text, canonical, format) => {
    const quantity = parse(text);
    expect([String(quantity), quantity.format]).toEqual([canonical, format]);
  });

  test('rounds up to a nano, away from zero', () => {
    expect(parse('0.00000000001').nanos).toBe(1n);
    expect(parse('-0.00000000001').nanos).toBe(-1n);
    expect(parse('1.0000000001').nanos).toBe(1_000_000_001n);
    expect(parse('0.1n').nanos).toBe(1n);
  });

  test('a fraction is never a floating-point number', () => {
    expect(parse(0.1).add(parse(0.2)).equals(parse(0.3))).toBe(true);
    expect(parse('9007199254740993').value()).toBe(9007199254740993n);
    expect(parse('0.1Gi').nanos).toBe(107_374_182_400_000_000n);
  });

  test.each<[unknown, RegExp | undefined]>([
    ['', /leave the entry out/],
    [' ', /leave the entry out/],
    ['100mm', /did you mean "100m"\?/],
    ['1 Gi', /did you mean "1Gi"\?/],
    ['1GB', /did you mean "1G" or "1Gi"\?/],
    ['5mb', /did you mean "5M" or "5Mi"\?/],
    ['1gi', /did you mean "1Gi"\?/],
    ['1KI', /did you mean "1Ki"\?/],
    ['1K', /did you mean "1k" or "1Ki"\?/],
    ['1,5', /did you mean "1\.5" or "15"\?/],
    ['2 cores', /did you mean "2"\?/],
    ['500millicores', /did you mean "500m"\?/],
    ['1e', /did you mean "1E" or "1Ei"\?/],
    ['Pi', undefined],
    ['Ei', undefined],
    ['e-10', undefined],
    ['e3x', undefined],
    ['1E+', undefined],
    ['1e99999999999999999999', undefined],
    ['0x10', undefined],
    ['1.2.3', undefined],
    ['1_000', undefined],
    ['1\n', /did you mean "1"\?/],
    ['\u0661Gi', undefined],
    ['\uff11', undefined],
    ['NaN', undefined],
    [NaN, undefined],
    [Infinity, undefined],
    [true, /as a string or a number/],
    [null, /as a string or a number/],
    [{}, /as a string or a number/],
    [1n, /as a string or a number/],
  ])('refuses %p', (text, mend) => {
    expect(Quantity.tryParse(text)).toBeUndefined();
    const shown = typeof text === 'string' ? JSON.stringify(text) : typeof text === 'object' && text !== null ? 'a map' : String(text);
    let message = '';
    try {
      Quantity.parse(text as string, 'cpu');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.startsWith(`cpu: ${shown} is not a Kubernetes quantity: a quantity is a number with`)).toBe(true);
    if (mend) expect(message).toMatch(mend);
    else expect(message).not.toMatch(/did you mean/);
  });

  test('what it suggests is itself a quantity', () => {
    for (const text of ['100mm', '1 Gi', '1GB', '1gi', '1K', '1,5', '1,000', '2 cores', '3 TB', '1.5gib', '10 mb', '7pb', '1ei', '1mi ']) {
      const error = () => Quantity.parse(text);
      expect(error).toThrow();
      try { error(); } catch (e) {
        const offers = [...(e as Error).message.matchAll(/"([^"]+)"/g)].map(([, offer]) => offer).slice(1);
        expect(offers.length).toBeGreaterThan(0);
        for (const offer of offers) expect(Quantity.tryParse(offer)).toBeDefined();
      }
    }
  });

  test('an exponent that would take all memory is refused at once, and a small one is not', () => {
    expect(() => Quantity.parse('1e999999999', 'memory')).toThrow('memory: "1e999999999" is not a Kubernetes quantity: its exponent is beyond');
    expect(parse('0e999999999').isZero()).toBe(true);
    expect(parse('1e-999999999').nanos).toBe(1n);
    expect(parse('1e1000').nanos).toBe(10n ** 1009n);
  });

  test('a long text takes no long time', () => {
    const start = Date.now();
    expect(Quantity.tryParse(`${'1'.repeat(200_000)}x`)).toBeUndefined();
    expect(Date.now() - start).toBeLessThan(1000);
  });
});

describe('arithmetic', () => {
  test('a sum keeps the format of its first part that is not 0', () => {
    expect(String(parse('64M').add(parse('64Mi')))).toBe('131108864');
    expect(String(parse('64Mi').add(parse('64M')))).toBe('128036Ki');
    expect(String(parse('0').add(parse('64Mi')))).toBe('64Mi');
    expect(String(parse('1e3').add(parse('500')))).toBe('1500');
    expect(String(parse('0Mi').add(parse('1k')))).toBe('1k');
    expect(String(parse('1Gi').subtract(parse('512Mi')))).toBe('512Mi');
    expect(String(parse('0').subtract(parse('512Mi')))).toBe('-512Mi');
  });

  test('sums do not wrap where an int64 does', () => {
    expect(parse('8Ei').add(parse('8Ei')).value()).toBe(2n ** 64n - 2n);
    expect(parse('7Ei').add(parse('7Ei')).value()).toBe(14n * 2n ** 60n);
    expect(parse('12E').add(parse('12E')).milliValue()).toBe(24n * 10n ** 21n);
  });

  test('max and min keep the earlier of equals, with its format', () => {
    const [decimal, binary] = [parse('1048576'), parse('1Mi')];
    expect(decimal.max(binary)).toBe(decimal);
    expect(binary.max(decimal)).toBe(binary);
    expect(decimal.min(binary)).toBe(decimal);
    expect(parse('1').max(parse('2')).value()).toBe(2n);
    expect(parse('1').min(parse('2')).value()).toBe(1n);
  });

  test('compares amounts, not texts', () => {
    expect(parse('1').compare(parse('1000m'))).toBe(0);
    expect(parse('1').equals(parse('1e0'))).toBe(true);
    expect(['1Gi', '1G', '500m', '0', '-1'].map(parse).sort((a, b) => a.compare(b)).map(String)).toEqual(['-1', '0', '500m', '1G', '1Gi']);
    expect([parse('-1'), Quantity.ZERO, parse('1n')].map((q) => q.sign())).toEqual([-1, 0, 1]);
  });

  test('rounds away from zero', () => {
    expect(parse('1500m').value()).toBe(2n);
    expect(parse('-1500m').value()).toBe(-2n);
    expect(parse('1n').milliValue()).toBe(1n);
    expect(String(parse('1500u').roundUpToMilli())).toBe('2m');
    expect(String(parse('-1500u').roundUpToMilli())).toBe('-2m');
    expect(String(parse('250.5Mi').roundUpTo(parse('1Mi')))).toBe('251Mi');
    expect(() => parse('1').roundUpTo(Quantity.ZERO)).toThrow('step: 0 is not a positive amount');
  });

  test('scales by a ratio, rounded up', () => {
    expect(String(parse('1').scale(1n, 3n))).toBe('333333334n');
    expect(String(parse('1').scale(1n, 3n).roundUpToMilli())).toBe('334m');
    expect(String(parse('1000Mi').scale(3n, 10n))).toBe('300Mi');
    expect(String(parse('2').scale(3n))).toBe('6');
    expect(String(parse('-1').scale(1n, 3n))).toBe('-333333334n');
    expect(() => parse('1').scale(1n, 0n)).toThrow('denominator: 0 is not greater than 0');
  });

  test('is immutable', () => {
    const quantity = parse('1Gi');
    quantity.add(parse('1'));
    quantity.roundUpToMilli();
    expect(String(quantity)).toBe('1Gi');
  });
});

describe('text', () => {
  test('an amount that needs more than an E is still worth what it was (Kubernetes prints "1")', () => {
    expect(String(parse('1000E'))).toBe('1000E');
    expect(String(Quantity.ofUnits(2n ** 70n, 'BinarySI'))).toBe('1024Ei');
  });

  test('of, toJSON', () => {
    expect(JSON.stringify({ cpu: Quantity.ofMilli(1500n), memory: Quantity.ofUnits(2n ** 30n, 'BinarySI') })).toBe('{"cpu":"1500m","memory":"1Gi"}');
    expect(String(Quantity.ofNanos(1n))).toBe('1n');
  });

  test.each([
    ['0.5Ki', '0.5Ki'],
    ['1.5', '1500m'],
    ['5e2', '500e0'],
    ['0.1Gi', '104857.6Ki'],
    ['8572608000.Ki', '8572608000Ki'],
    ['1.5Ki', '1.5Ki'],
    ['Gi', '0'],
  ])('%s without loss is %s', (text, lossless) => {
    expect(parse(text).toLosslessString()).toBe(lossless);
  });

  test('a binary sum beyond 2^63-1 keeps its amount', () => {
    const sum = parse('7Ei').add(parse('7Ei'));
    expect(String(sum)).toBe('14Ei');
    expect(parse(sum.toLosslessString()).equals(sum)).toBe(true);
    expect(parse(parse('1180591620717411303424').toFriendlyString()).equals(parse('1180591620717411303424'))).toBe(true);
  });

  test.each([
    ['107374182400m', '102.4Mi'],
    ['268435456', '256Mi'],
    ['1536Mi', '1536Mi'],
    ['1500m', '1500m'],
    ['0.5', '500m'],
    ['131072Ki', '128Mi'],
    ['134217728000m', '128Mi'],
    ['1000000', '1M'],
    ['123456789', '123456789'],
    ['-268435456', '-256Mi'],
    ['0', '0'],
  ])('%s for a person is %s', (text, friendly) => {
    expect(parse(text).toFriendlyString()).toBe(friendly);
  });
});
