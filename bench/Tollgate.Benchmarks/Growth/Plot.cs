using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Tollgate.Benchmarks.Growth;

/// <summary>Lines over numbers, as an SVG file.</summary>
internal sealed class Plot
{
    private static readonly OxyColor Ink = OxyColor.FromRgb(0x33, 0x3A, 0x44);
    private static readonly OxyColor Faint = OxyColor.FromRgb(0xE3, 0xE6, 0xEA);

    // Okabe and Ito's palette: told apart by colour-blind readers too.
    private static readonly OxyColor[] Colors =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xB2), OxyColor.FromRgb(0xD5, 0x5E, 0x00), OxyColor.FromRgb(0x00, 0x9E, 0x73),
        OxyColor.FromRgb(0xCC, 0x79, 0xA7), OxyColor.FromRgb(0xE6, 0x9F, 0x00), OxyColor.FromRgb(0x56, 0xB4, 0xE9),
    ];

    private readonly PlotModel _model;

    /// <param name="title">What a reader learns from it.</param>
    /// <param name="across">What the numbers across are.</param>
    /// <param name="up">What the numbers upward are.</param>
    /// <param name="isLogAcross">Whether equal steps across are equal factors.</param>
    /// <param name="isLogUp">The same upward.</param>
    public Plot(string title, string across, string up, bool isLogAcross = true, bool isLogUp = true)
    {
        _model = new PlotModel
        {
            Title = title,
            TitleFontSize = 15,
            TitleFontWeight = FontWeights.Normal,
            TextColor = Ink,
            PlotAreaBorderColor = Faint,
            Background = OxyColors.White,
            DefaultFont = "Arial",
            Padding = new OxyThickness(12),
        };
        _model.Legends.Add(new Legend
        {
            LegendPosition = LegendPosition.BottomCenter,
            LegendPlacement = LegendPlacement.Outside,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendItemSpacing = 36,
            LegendFontSize = 12,
        });
        _model.Axes.Add(AxisOf(AxisPosition.Bottom, across, isLogAcross));
        _model.Axes.Add(AxisOf(AxisPosition.Left, up, isLogUp));
    }

    /// <summary>Adds a line.</summary>
    public Plot Line(string name, IEnumerable<(double X, double Y)> points, bool isDotted = false)
    {
        var color = Colors[_model.Series.Count % Colors.Length];
        var line = new LineSeries
        {
            Title = Roomy(name),
            Color = color,
            StrokeThickness = 2,
            LineStyle = isDotted ? LineStyle.Dash : LineStyle.Solid,
        };
        line.Points.AddRange(points.Select(p => new DataPoint(p.X, p.Y)));
        _model.Series.Add(line);
        return this;
    }

    /// <summary>Adds marks without a line.</summary>
    public Plot Marks(string name, IEnumerable<(double X, double Y)> points)
    {
        var marks = new LineSeries
        {
            Title = Roomy(name),
            LineStyle = LineStyle.None,
            MarkerType = MarkerType.Circle,
            MarkerSize = 4,
            MarkerFill = Colors[_model.Series.Count % Colors.Length],
        };
        marks.Points.AddRange(points.Select(p => new DataPoint(p.X, p.Y)));
        _model.Series.Add(marks);
        return this;
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        new SvgExporter { Width = 860, Height = 440, UseVerticalTextAlignmentWorkaround = true }.Export(_model, file);
    }

    /// <summary>Readers' fonts may be wider than the one that the legend is laid out for.</summary>
    private static string Roomy(string name) => name + new string('\u00A0', 2 + (name.Length / 2));

    private static Axis AxisOf(AxisPosition position, string title, bool isLog)
    {
        Axis axis = isLog ? new LogarithmicAxis { PowerPadding = true } : new LinearAxis { StringFormat = "#,0.##", MinimumPadding = 0, AbsoluteMinimum = 0 };
        axis.Position = position;
        axis.Title = title;
        axis.TicklineColor = Faint;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = Faint;
        axis.AxisTitleDistance = position == AxisPosition.Left ? 24 : 8;
        if (isLog)
        {
            axis.LabelFormatter = value => value >= 1 ? value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture)
                : value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
        }

        return axis;
    }
}
