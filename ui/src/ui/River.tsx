import classes from './Entrance.module.css';

const lanes = Array.from({ length: 9 }, (_, index) => index);

/** Many lines that run together: what a desk does with conversations. */
export function River() {
  return (
    <svg viewBox="0 0 600 800" preserveAspectRatio="xMidYMid slice" className={classes['river']}>
      {lanes.map((lane) => {
        const start = -40 + lane * 110;
        const end = 560 + (lane - 4) * 15;
        return (
          <path
            key={lane}
            d={`M-20 ${start} C 160 ${start - 30}, 180 ${start + 120}, 300 ${(start + end) / 2} S 430 ${end}, 640 ${end - 46}`}
            style={{ opacity: 0.24 + (lane % 3) * 0.22 }}
            data-warm={lane === 3 || undefined}
          />
        );
      })}
    </svg>
  );
}
