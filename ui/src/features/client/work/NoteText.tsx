import { notePieces } from './mention';
import classes from './NoteText.module.css';

/** A note as it is read: each mentioned colleague a chip. */
export function NoteText({ body }: { body: string }) {
  return notePieces(body).map((piece, index) =>
    piece.kind === 'text' ? (
      piece.text
    ) : (
      <span key={index} className={classes['mention']}>
        @{piece.name}
      </span>
    ),
  );
}
