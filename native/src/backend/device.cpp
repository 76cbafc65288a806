#include "backend/device.h"

#include <atomic>
#include <map>
#include <mutex>

#include "tokengraft/device.h"

#if defined(__unix__) || defined(__APPLE__)
#include <dlfcn.h>
#define TG_HAVE_DLOPEN 1
#else
#define TG_HAVE_DLOPEN 0
#endif

namespace tg {
namespace {

std::atomic<const Backend*> in_use = nullptr;

Status refuse(const std::string& library, const std::string& reason) {
  return Status::error(Code::unsupported, library + ": " + reason);
}

#if TG_HAVE_DLOPEN

Result<const Backend*> load(const std::string& library) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return refuse(library, dlerror());
  const auto entry = reinterpret_cast<BackendEntry>(dlsym(handle, kBackendSymbol));
  const char* reason = "it is no device of tokengraft";
  const Backend* backend = entry == nullptr ? nullptr : entry(&reason);
  if (backend != nullptr && backend->abi == kBackendAbi) return backend;
  const std::string why = backend == nullptr ? reason
                                             : "it speaks version " + std::to_string(backend->abi) +
                                                   " of the table, not " + std::to_string(kBackendAbi);
  dlclose(handle);
  return refuse(library, why);
}

#else

Result<const Backend*> load(const std::string& library) {
  return refuse(library, "libraries of devices cannot be loaded on this system");
}

#endif

}  // namespace

const Backend& current_backend() {
  const Backend* device = in_use;
  return device == nullptr ? cpu_backend() : *device;
}

std::string device_name() {
  return current_backend().name;
}

const Backend& processor() {
  return cpu_backend();
}

Result<const Backend*> load_device(const std::string& library) {
  if (library == "processor") return &cpu_backend();
  static std::mutex mutex;
  static std::map<std::string, const Backend*> loaded;
  const std::lock_guard lock(mutex);
  if (const auto found = loaded.find(library); found != loaded.end()) return found->second;
  auto backend = load(library);
  if (backend.ok()) loaded[library] = backend.value();
  return backend;
}

Status use_device(const std::string& library) {
  const auto backend = load_device(library);
  if (backend.ok()) in_use = backend.value();
  return backend.status();
}

}  // namespace tg
