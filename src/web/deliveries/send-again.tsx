/**
 * Sends a message again that failed or was not confirmed; of what may be there already the next page asks once.
 * @param about what is sent or by what, for screen readers
 * @param back where to go once it is done
 */
export function SendAgain(props: { deliveryId: string; about: string; back: string }) {
  return (
    <form method="post" action={`/settings/deliveries/${props.deliveryId}/again`} class="again">
      <input type="hidden" name="back" value={props.back} />
      <button type="submit" class="button small">
        Send again<span class="hidden"> {props.about}</span>
      </button>
    </form>
  );
}
