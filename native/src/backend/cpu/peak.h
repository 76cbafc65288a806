// What this processor does at most in products of bf16 (tiles), or of floats: the limit that kernels are measured by.
#pragma once

namespace tg::cpu {

// "bf16 on AMX", "f32 on AVX-512" …
const char* peak_name();

// Multiplies and adds in registers alone, peak_operations() operations (a product and its sum are two).
void run_peak();
double peak_operations();

}  // namespace tg::cpu
