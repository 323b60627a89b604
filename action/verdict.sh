# Ends the job as smo-build ended.

. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case "${EXIT_CODE:-}" in
  0) ;;
  1) fail smo-build "there are findings at or above the level of fail-on; they are listed above" 1 ;;
  2) fail smo-build "the configuration or a flag cannot be used; the log says which" 2 ;;
  3) fail smo-build "there was nothing to do; the log says where it looked" 3 ;;
  '') fail smo-build "smo-build did not run; an earlier step says why" 2 ;;
  *) fail smo-build "smo-build stopped with exit code $EXIT_CODE" 2 ;;
esac
