#include "base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "tokengraft/large_pages.h"

namespace tg {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

struct OpenFile {
  Descriptor descriptor;
  FileState state;
};

Status system_failure(const std::string& path, const char* action) {
  const int error = errno;
  return Status::io(path + ": cannot " + action + ": " + std::generic_category().message(error), error);
}

const char* kind_of(mode_t mode) {
  return S_ISDIR(mode) ? "a folder" : S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileState state_of(const struct stat& facts) {
#if defined(__APPLE__)
  const auto [modified, changed] = std::pair(facts.st_mtimespec, facts.st_ctimespec);
#else
  const auto [modified, changed] = std::pair(facts.st_mtim, facts.st_ctim);
#endif
  return {static_cast<std::uint64_t>(facts.st_dev), static_cast<std::uint64_t>(facts.st_ino),
          static_cast<std::uint64_t>(facts.st_size), nanoseconds(modified), nanoseconds(changed)};
}

// Opens without waiting, so that a pipe put in a file's place is refused instead of blocking.
Result<OpenFile> open_regular(const std::string& path) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.number() < 0) return system_failure(path, "open");
  struct stat facts;
  if (::fstat(descriptor.number(), &facts) != 0) return system_failure(path, "look at");
  if (!S_ISREG(facts.st_mode)) {
    return Status::error(Code::bad_file, path + ": expected a file, found " + kind_of(facts.st_mode));
  }
  return OpenFile{std::move(descriptor), state_of(facts)};
}

// The state that `file` has now.
FileState present_state(const OpenFile& file) {
  struct stat facts;
  return ::fstat(file.descriptor.number(), &facts) == 0 ? state_of(facts) : FileState{};
}

// Waits until a write from now on would show in the state. False when it would not: where times are whole seconds, or
// come from a clock that is ahead of ours.
bool settle(const FileState& state) {
  using std::chrono::nanoseconds;
  constexpr nanoseconds kTicks = std::chrono::milliseconds(20);  // two ticks of the slowest clock in use
  if (state.changed % 1'000'000'000 == 0) return false;
  const nanoseconds age = std::chrono::system_clock::now().time_since_epoch() - nanoseconds(state.changed);
  if (age < nanoseconds::zero()) return false;
  if (age < kTicks) std::this_thread::sleep_for(kTicks - age);
  return true;
}

Result<std::string> read_whole(const OpenFile& file, const std::string& path, std::uint64_t limit) {
  if (file.state.size > limit) {
    return Status::error(Code::limit, path + ": has " + std::to_string(file.state.size) + " bytes, more than the " +
                                          std::to_string(limit) + " that such a file may have");
  }
  std::string content;
  content.reserve(file.state.size);
  wish_for_large_pages(content.data(), content.capacity());
  content.resize(file.state.size);
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t count = ::read(file.descriptor.number(), content.data() + filled, content.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure(path, "read");
    if (count == 0) break;  // it was cut short meanwhile
    filled += static_cast<std::size_t>(count);
  }
  content.resize(filled);
  return content;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::uint64_t limit) {
  const Result<OpenFile> file = open_regular(path);
  return file.ok() ? read_whole(file.value(), path, limit) : file.status();
}

Result<FileState> state_of_file(const std::string& path) {
  const Result<OpenFile> file = open_regular(path);
  return file.ok() ? Result<FileState>(file.value().state) : file.status();
}

Result<ReadFile> read_file_with_state(const std::string& path, std::uint64_t limit) {
  const Result<OpenFile> file = open_regular(path);
  if (!file.ok()) return file.status();
  const FileState& before = file.value().state;
  const bool settled = settle(before);
  Result<std::string> bytes = read_whole(file.value(), path, limit);
  if (!bytes.ok()) return bytes.status();
  const bool is_known = settled && present_state(file.value()) == before && bytes.value().size() == before.size;
  return ReadFile{std::move(bytes).value(), is_known ? std::optional(before) : std::nullopt};
}

}  // namespace tg
