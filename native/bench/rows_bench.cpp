// How fast a table is read for its mean and for its audit, against reading it and doing nothing.
//   rows_bench FOLDER [rows] [width] [threads]
// Writes one table into FOLDER for each format, measures in turns, and removes it; the file then lies in the page
// cache.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tokengraft/rows.h"

namespace {

constexpr int kTurns = 5;
constexpr std::size_t kWindow = std::size_t{256} << 10;

struct Setting {
  tg::FileMatrix matrix;
  unsigned threads;
  double megabytes() const {
    return static_cast<double>(matrix.rows * matrix.width * tg::dtype_size(matrix.dtype)) / 1e6;
  }
};

// Finite elements without a pattern that a processor could learn; some f16 and f32 ones are subnormal.
void write_table(const tg::FileMatrix& matrix) {
  std::ofstream file(matrix.path, std::ios::binary);
  std::vector<std::uint16_t> row(matrix.width * tg::dtype_size(matrix.dtype) / 2);
  std::uint32_t state = 1;
  for (std::uint64_t i = 0; i < matrix.rows; ++i) {
    for (std::uint16_t& half : row) {
      state = state * 1664525 + 1013904223;
      half = static_cast<std::uint16_t>((state >> 16) & 0xb7ff);
    }
    file.write(reinterpret_cast<const char*>(row.data()), static_cast<std::streamsize>(row.size() * 2));
  }
}

void read_part(const Setting& setting, std::uint64_t begin, std::uint64_t end) {
  std::ifstream file;
  file.rdbuf()->pubsetbuf(nullptr, 0);
  file.open(setting.matrix.path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(begin));
  std::vector<char> window(kWindow);
  for (; begin < end; begin += kWindow) {
    file.read(window.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(kWindow, end - begin)));
  }
}

void read_all(const Setting& setting) {
  const auto size = static_cast<std::uint64_t>(setting.megabytes() * 1e6);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < setting.threads; ++i) {
    threads.emplace_back(read_part, setting, size * i / setting.threads, size * (i + 1) / setting.threads);
  }
  for (std::thread& thread : threads) thread.join();
}

void require(const tg::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.message().c_str());
  std::exit(1);
}

void take_mean(const Setting& setting) {
  tg::FillPlan plan{.source = setting.matrix,
                    .target = setting.matrix,
                    .rows = {{0, tg::RowKind::mean, 0, 0}},
                    .term_rows = {},
                    .term_weights = {},
                    .population = {},
                    .sums = {},
                    .normal_mean = 0,
                    .normal_deviation = 0,
                    .seed = 0,
                    .stream = 0};
  std::vector<std::uint8_t> bytes;
  require(tg::compute_rows(plan, setting.threads, nullptr, bytes));
}

void audit(const Setting& setting) {
  std::vector<std::uint8_t> flags;
  require(tg::audit_rows(setting.matrix, setting.threads, nullptr, flags));
}

struct Contender {
  const char* name;
  void (*run)(const Setting&);
  std::vector<double> seconds;
};

double time_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void measure(const char* dtype, const Setting& setting) {
  write_table(setting.matrix);
  std::vector<Contender> contenders = {{"read", read_all, {}}, {"mean", take_mean, {}}, {"audit", audit, {}}};
  for (int turn = 0; turn < kTurns; ++turn) {
    for (Contender& contender : contenders) {
      contender.seconds.push_back(time_of([&] { contender.run(setting); }));
    }
  }
  for (Contender& contender : contenders) {
    std::sort(contender.seconds.begin(), contender.seconds.end());
    std::printf("%-5s %-6s %8.0f MB/s (median of %d; best %.0f, worst %.0f)\n", dtype, contender.name,
                setting.megabytes() / contender.seconds[kTurns / 2], kTurns,
                setting.megabytes() / contender.seconds.front(), setting.megabytes() / contender.seconds.back());
  }
  std::remove(setting.matrix.path.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: rows_bench FOLDER [rows] [width] [threads]\n");
    return 2;
  }
  const auto number = [&](int index, std::uint64_t otherwise) {
    return argc > index ? std::strtoull(argv[index], nullptr, 10) : otherwise;
  };
  const std::string path = std::string(argv[1]) + "/rows_bench.bin";
  const std::uint64_t rows = number(2, 65536);
  const std::uint64_t width = number(3, 4096);
  const auto threads = static_cast<unsigned>(number(4, 2));
  measure("bf16", {{path, 0, rows, width, tg::Dtype::bf16}, threads});
  measure("f16", {{path, 0, rows, width, tg::Dtype::f16}, threads});
  measure("f32", {{path, 0, rows, width / 2, tg::Dtype::f32}, threads});
}
