/** Rivo's mark: a roof over running water. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#0d4a40" />
      <path
        d="M7.5 14.5 16 7l8.5 7.5"
        fill="none"
        stroke="#f2b33d"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="M7 19.6c2.2-2 4.3-2 6.4-.2s4.5 1.9 6.8-.2c1.5-1.3 3.2-1.6 4.8-.6M7 25c2.2-2 4.3-2 6.4-.2s4.5 1.9 6.8-.2c1.5-1.3 3.2-1.6 4.8-.6"
        fill="none"
        stroke="#e9f5f1"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
