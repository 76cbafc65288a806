// Whole files and folders: shared, exchanged.
#include <system_error>

#include "files/file.h"
#include "files/system.h"
#include "tokengraft/files.h"

namespace tg {
namespace {

Result<bool> as_result(system::Outcome outcome, int error, const std::string& what) {
  if (outcome != system::Outcome::failed) return outcome == system::Outcome::done;
  return Status::io(what + ": " + std::generic_category().message(error), error);
}

}  // namespace

Result<bool> clone_file(const std::string& source, const std::string& target) {
  const auto file = File::open_for_reading(source);
  if (!file.ok()) return file.status();
  TG_RETURN_IF_ERROR(check_path(target));
  int error = 0;
  const auto outcome = system::share_blocks(file.value().descriptor(), target, error);
  return as_result(outcome, error, "cannot clone " + source + " to " + target);
}

Result<bool> exchange_paths(const std::string& a, const std::string& b) {
  TG_RETURN_IF_ERROR(check_path(a));
  TG_RETURN_IF_ERROR(check_path(b));
  int error = 0;
  const auto outcome = system::exchange(a, b, error);
  return as_result(outcome, error, "cannot exchange " + a + " and " + b);
}

}  // namespace tg
