namespace LanguageId;

/// <summary>Sentences of our own to show.</summary>
internal static class Samples
{
    public static readonly string[] Sentences =
    [
        "Everyone is welcome to the meeting of the town council.",
        "Jeder Mensch darf seine Meinung frei sagen.",
        "Les enfants ont le droit d'aller à l'école.",
        "Todas las personas necesitan un lugar donde vivir.",
        "Todos os cidadãos podem votar nas eleições.",
        "Tutti hanno diritto a un giorno di riposo.",
        "De kinderen leren op school lezen en schrijven.",
        "Alla människor har rätt till en egen åsikt.",
        "Każdy człowiek ma prawo do odpoczynku.",
        "Všichni lidé mají právo na vzdělání.",
        "Mindenkinek joga van a tanuláshoz.",
        "Herkesin dinlenmeye ve eğlenmeye hakkı vardır.",
        "Setiap orang berhak atas pekerjaan yang layak.",
        "Watoto wote wana haki ya kupata elimu.",
        "Mọi người đều có quyền học tập.",
        "Каждый человек имеет право на отдых.",
        "Кожна людина має право на освіту.",
        "Όλοι οι άνθρωποι έχουν δικαίωμα στη μόρφωση.",
        "לכל אדם יש זכות לומר את דעתו.",
        "لكل إنسان الحق في التعليم والعمل.",
        "हर व्यक्ति को शिक्षा का अधिकार है।",
        "ஒவ்வொருவருக்கும் கல்வி கற்க உரிமை உண்டு.",
        "ყველა ადამიანს აქვს განათლების უფლება.",
        "ทุกคนมีสิทธิในการศึกษา",
        "모든 사람은 교육을 받을 권리가 있다.",
        "すべての人は教育を受ける権利がある。",
        "人人都有受教育的权利。",
    ];
}
